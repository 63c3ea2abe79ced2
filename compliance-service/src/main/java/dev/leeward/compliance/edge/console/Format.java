package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.assessment.RatingPoint;
import dev.leeward.compliance.incident.IncidentState;
import io.quarkus.qute.TemplateExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How values read on a page: {@code {fmt:words(state)}}. */
@TemplateExtension(namespace = "fmt")
final class Format {
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SHORT =
            DateTimeFormatter.ofPattern("d MMM HH:mm:ss 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** Words that read otherwise than they are spelled. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("DENY", "Denied"),
            Map.entry("ALLOW", "Allowed"),
            Map.entry("NEW", "New"),
            Map.entry("NOT_SATISFIED", "Not satisfied"),
            Map.entry("HARDWARE_QUOTE", "Hardware quote (TPM)"),
            Map.entry("VOUCHED", "Vouched for"),
            Map.entry("NONE", "None"),
            Map.entry("PLATFORM", "BIOS"),
            Map.entry("VMM", "VMM"),
            Map.entry("HOST_UNIQUE", "Host-unique"),
            Map.entry("PROVED", "Proved by a TPM"),
            Map.entry("PINNED", "Pinned without proof"),
            Map.entry("ECDSA_P256_SHA256", "ECDSA P-256, SHA-256"),
            Map.entry("RSASSA_2048_SHA256", "RSASSA 2048, SHA-256"),
            Map.entry("api", "API"),
            Map.entry("RpoBreached", "RPO breached"),
            Map.entry("rpo-breached", "RPO breached"));

    private static final int SHORT_HASH = 12;

    private Format() {}

    static String iso(Instant at) {
        return at.toString();
    }

    static String exact(Instant at) {
        return EXACT.format(at);
    }

    static String at(Instant at) {
        return SHORT.format(at);
    }

    /** {@code RolledBack}, {@code PENDING_APPROVAL} and {@code rpo-breached} as words with a capital. */
    static String words(Object value) {
        String text = value.toString();
        String known = WORDS.get(text);
        if (known != null) {
            return known;
        }
        String spaced = text.equals(text.toUpperCase(Locale.ROOT))
                ? text.toLowerCase(Locale.ROOT)
                : text.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        String words = spaced.replace('_', ' ').replace('-', ' ');
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    static String tone(Object status) {
        return Tone.of(status.toString()).style();
    }

    static String icon(Object status) {
        return Tone.of(status.toString()).icon();
    }

    static boolean open(IncidentState state) {
        return state.open();
    }

    /** 40 ms, 1.2 s, 3 min 4 s, 2 h. */
    static String duration(long millis) {
        Duration duration = Duration.ofMillis(millis);
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return decimal(millis / 1000.0) + " s";
        }
        return duration.toHours() < 1
                ? duration.toMinutes() + " min" + rest(duration.toSecondsPart(), " s")
                : duration.toHours() + " h" + rest(duration.toMinutesPart(), " min");
    }

    private static String rest(int value, String unit) {
        return value == 0 ? "" : " " + value + unit;
    }

    /** 75, 66.7. */
    static String decimal(double value) {
        double tenths = Math.round(value * 10) / 10.0;
        return tenths == Math.rint(tenths) ? String.valueOf((long) tenths) : String.valueOf(tenths);
    }

    /** 0 B, 512 MiB, 1.5 GiB. */
    static String bytes(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return decimal(value) + " " + units[unit];
    }

    /** The first digits of a hash or of an id; the whole belongs into the title. */
    static String brief(String hash) {
        return hash.length() <= SHORT_HASH ? hash : hash.substring(0, SHORT_HASH) + "…";
    }

    /** Topic without the part that all topics share. */
    static String topic(String topic) {
        return topic.startsWith("leeward.") ? topic.substring("leeward.".length()) : topic;
    }

    /** The trend as a chart reads it: pairs of epoch milliseconds and percent. */
    static String series(List<RatingPoint> points) {
        return points.stream()
                .map(point -> "[" + point.at().toEpochMilli() + "," + point.percent() + "]")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
