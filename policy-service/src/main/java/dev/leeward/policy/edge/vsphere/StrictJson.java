package dev.leeward.policy.edge.vsphere;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.leeward.policy.xml.XmlReader;
import org.jspecify.annotations.Nullable;

/** JSON (RFC 8259) whose objects name no member twice and that nothing follows. */
final class StrictJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(XmlReader.MAX_DEPTH)
                            .maxTokenCount(2L * XmlReader.MAX_ELEMENTS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private StrictJson() {}

    /** The object that a body holds; one without members where it is empty. */
    static JsonNode object(byte[] body, @Nullable String contentType) throws Unacceptable {
        String text = Utf8.decode(body, contentType);
        if (text.isBlank()) {
            return MAPPER.createObjectNode();
        }
        try {
            JsonNode read = MAPPER.readTree(text);
            if (!read.isObject()) {
                throw new Unacceptable("it is no JSON object");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new Unacceptable(
                    "it is not JSON, nested more than %d deep, longer than %d tokens, or names a member of an object twice"
                            .formatted(XmlReader.MAX_DEPTH, 2 * XmlReader.MAX_ELEMENTS));
        }
    }

    /** It written anew. */
    static byte[] toBytes(JsonNode value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON can be written", e);
        }
    }

    static ObjectMapper mapper() {
        return MAPPER;
    }
}
