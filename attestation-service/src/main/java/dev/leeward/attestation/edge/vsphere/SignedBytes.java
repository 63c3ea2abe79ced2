package dev.leeward.attestation.edge.vsphere;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** The API writes bytes one an element, as signed decimals. */
final class SignedBytes {

    private SignedBytes() {}

    /** The bytes in the children of a name; none where one of them is no byte. */
    static byte[] of(Xml parent, String child) {
        List<Xml> elements = parent.all(child).toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(elements.size());
        for (Xml element : elements) {
            try {
                bytes.write(Byte.parseByte(element.text().strip()));
            } catch (NumberFormatException e) {
                return new byte[0];
            }
        }
        return bytes.toByteArray();
    }
}
