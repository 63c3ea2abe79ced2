package dev.leeward.testkit.tpm;

/** Just enough JSON to write what the attestation API reads. */
final class Json {

    private Json() {}

    static StringBuilder member(StringBuilder json, String name, String value) {
        return text(text(json, name).append(':'), value);
    }

    static StringBuilder text(StringBuilder json, String value) {
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
