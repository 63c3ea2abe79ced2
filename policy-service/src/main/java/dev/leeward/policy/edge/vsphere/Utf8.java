package dev.leeward.policy.edge.vsphere;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text of a message: UTF-8 and nothing else, whatever is declared. */
final class Utf8 {

    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([^\";\\s]*)");

    private Utf8() {}

    /** The text of a body; a byte order mark is left out. */
    static String decode(byte[] body, @Nullable String contentType) throws Unacceptable {
        if (contentType != null) {
            String type = contentType.toLowerCase(Locale.ROOT);
            Matcher charset = CHARSET.matcher(type);
            while (charset.find()) {
                if (!charset.group(1).equals("utf-8")) {
                    throw new Unacceptable("it declares a charset other than UTF-8");
                }
            }
            if (type.startsWith("multipart/")) {
                throw new Unacceptable("it has several parts");
            }
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Unacceptable("it is not UTF-8");
        }
    }
}
