package dev.leeward.attestation.reference;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.host.HostId;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What was provisioned to a host about where it stands: its site, the residency of its data. The measured launch
 * extends the digest of the tag's text, as the only event, into PCR 22, and a quote carries it.
 *
 * <p>It proves that the software which was launched and measured into PCR 17 and 18 read this tag, made for this host,
 * from the host's own storage, and that nothing replaced it since the launch: PCR 22 is reset by a measured launch
 * alone, and extended from localities that only the launched software has. It does not prove where the host stands.
 * That rests on whoever provisioned the tag there, and on whoever sees to it that the host is not carried away. A tag
 * copied from another host is found out, because the host is part of the text.
 *
 * @param host the host that it was made for
 * @param labels what it says, for example site to west
 */
public record AssetTag(HostId host, SortedMap<String, String> labels) {

    /** The PCR that it is measured into. */
    public static final int PCR = 22;

    /** The label that names the site; where the tag has it, the inventory must agree. */
    public static final String SITE = "site";

    private static final int MAX_LABELS = 16;
    private static final int MAX_LENGTH = 200;
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9.-]{0,39}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}");
    private static final String PREFIX = "asset-tag host=";

    public AssetTag {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        if (labels.isEmpty() || labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException(
                    "the asset tag of " + host + " has " + labels.size() + " labels, not 1 to " + MAX_LABELS);
        }
        labels.forEach((key, value) -> {
            if (!KEY.matcher(key).matches() || key.equals("host")) {
                throw new IllegalArgumentException("label \"" + key + "\" of the asset tag of " + host
                        + " is not made of lower-case letters, digits, dots and dashes, or is \"host\"");
            }
            if (!VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("value \"" + value + "\" of label " + key + " of the asset tag of "
                        + host + " is not made of letters, digits and . _ : / -");
            }
        });
        if (text(host, labels).length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the text of the asset tag of " + host + " is longer than " + MAX_LENGTH + " characters");
        }
    }

    /** The text whose SHA-256 is extended: {@code asset-tag host=west-1 residency=EU site=west}, labels in order. */
    public String text() {
        return text(host, labels);
    }

    private static String text(HostId host, SortedMap<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> " " + label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining("", PREFIX + host, ""));
    }

    /** What the host must measure. */
    public ReferenceValue measurement() {
        String text = text();
        return new ReferenceValue(PCR, Bytes.sha256(Bytes.of(text.getBytes(StandardCharsets.UTF_8))), text);
    }

    /** The tag with this text; empty where it is none. */
    public static Optional<AssetTag> parse(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] words = text.substring(PREFIX.length()).split(" ", -1);
        Map<String, String> labels = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 0) {
                return Optional.empty();
            }
            labels.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        try {
            AssetTag tag = new AssetTag(new HostId(words[0]), new TreeMap<>(labels));
            return tag.text().equals(text) ? Optional.of(tag) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
