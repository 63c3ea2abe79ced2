package dev.leeward.attestation.enrolment;

import dev.leeward.attestation.evidence.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the subject alternative name of an endorsement certificate says of the TPM (TCG EK Credential Profile, section
 * 3.1.2): attributes 2.23.133.2.1 to 2.23.133.2.3 of a directory name.
 */
record TpmDescription(String manufacturer, String model, String version) {

    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    /** 2.23.133.2, as DER encodes an object identifier that begins so. */
    private static final Bytes TPM_ATTRIBUTES = Bytes.ofHex("67810502");

    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int CONSTRUCTED = 0x20;
    private static final Pattern VENDOR_ID = Pattern.compile("id:([0-9A-Fa-f]{8})");

    static TpmDescription of(X509Certificate certificate) {
        Map<Integer, String> found = new TreeMap<>();
        byte[] extension = certificate.getExtensionValue(SUBJECT_ALTERNATIVE_NAME);
        if (extension != null) {
            // The value is an OCTET STRING around the extension's own structure.
            Der.read(ByteBuffer.wrap(extension)).ifPresent(octets -> collect(octets.content(), found));
        }
        return new TpmDescription(
                vendor(found.getOrDefault(1, "")), found.getOrDefault(2, ""), found.getOrDefault(3, ""));
    }

    /** An attribute is an object identifier with a string behind it, at whatever depth. */
    private static void collect(ByteBuffer content, Map<Integer, String> found) {
        int attribute = 0;
        while (content.hasRemaining()) {
            Der element = Der.read(content).orElse(null);
            if (element == null) {
                return;
            }
            if (attribute != 0) {
                found.put(
                        attribute,
                        StandardCharsets.UTF_8.decode(element.content()).toString());
            }
            attribute = element.tag() == OBJECT_IDENTIFIER ? tpmAttribute(element.bytes()) : 0;
            if ((element.tag() & CONSTRUCTED) != 0) {
                collect(element.content(), found);
            }
        }
    }

    private static int tpmAttribute(byte[] identifier) {
        int prefix = TPM_ATTRIBUTES.length();
        boolean ofTpm = identifier.length == prefix + 1
                && Bytes.of(Arrays.copyOf(identifier, prefix)).equals(TPM_ATTRIBUTES);
        return ofTpm ? identifier[prefix] : 0;
    }

    /** The vendor id is four characters in hexadecimal, padded with blanks or zeros. */
    private static String vendor(String value) {
        var matcher = VENDOR_ID.matcher(value);
        if (!matcher.matches()) {
            return value;
        }
        byte[] letters = HexFormat.of().parseHex(matcher.group(1));
        String text = new String(letters, StandardCharsets.US_ASCII)
                .replace('\0', ' ')
                .strip();
        boolean readable = !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c < 127);
        return readable ? text : value;
    }
}
