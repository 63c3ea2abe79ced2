package dev.leeward.testkit.tpm;

/** Just enough JSON to write what the attestation API and the simulated vCenter read. */
public final class Json {

    private Json() {}

    /** Appends a member with a text: {@code "name":"value"}. */
    public static StringBuilder member(StringBuilder json, String name, String value) {
        return text(text(json, name).append(':'), value);
    }

    /** Appends a text in quotes. */
    public static StringBuilder text(StringBuilder json, String value) {
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"');
    }
}
