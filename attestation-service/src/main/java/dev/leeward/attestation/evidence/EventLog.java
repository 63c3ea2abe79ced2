package dev.leeward.attestation.evidence;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A TCG crypto-agile event log (PC Client Platform Firmware Profile 1.05, section 10). It is never trusted: it explains
 * what the quoted PCRs hold, and only where its replay gives exactly those.
 *
 * @param events what was extended, in order
 * @param startupLocality locality that the TPM was started at: PCR 0 starts from this number
 */
public record EventLog(List<LoggedEvent> events, int startupLocality) {

    /** More bytes than are read. */
    public static final int MAX_LENGTH = 512 * 1024;

    private static final int MAX_EVENTS = 8192;
    private static final int MAX_ALGORITHMS = 8;
    private static final long EV_NO_ACTION = 0x03;
    private static final int FIRST_DYNAMIC = 17;
    private static final int LAST_DYNAMIC = 22;
    private static final List<Integer> LOCALITIES = List.of(0, 3, 4);
    private static final Bytes SPEC_ID = ascii("Spec ID Event03\0");
    private static final byte[] STARTUP_LOCALITY = "StartupLocality\0".getBytes(StandardCharsets.US_ASCII);

    public EventLog {
        events = List.copyOf(events);
    }

    /** Parses the log to its last byte; an unknown bank, a wrong size or an impossible PCR is refused. */
    public static EventLog parse(Bytes log) throws Malformed {
        if (log.length() > MAX_LENGTH) {
            throw new Malformed("the event log has " + log.length() + " bytes, at most " + MAX_LENGTH + " are read");
        }
        Wire in = Wire.log(log);
        Map<Integer, Integer> digestSizes = header(in);
        List<LoggedEvent> events = new ArrayList<>();
        Optional<Integer> locality = Optional.empty();
        for (int entries = 0; !in.atEnd(); entries++) {
            if (entries == MAX_EVENTS) {
                throw new Malformed("the event log has more than " + MAX_EVENTS + " events");
            }
            LoggedEvent event = event(in, digestSizes, entries);
            if (event.type() != EV_NO_ACTION) {
                events.add(event);
                continue;
            }
            Optional<Integer> stated = statedLocality(event);
            if (stated.isPresent()) {
                if (locality.isPresent()) {
                    throw new Malformed("StartupLocality is stated twice");
                }
                if (events.stream().anyMatch(earlier -> earlier.pcr() == 0)) {
                    throw new Malformed("StartupLocality comes after the first measurement into PCR 0");
                }
                locality = stated;
            }
        }
        return new EventLog(events, locality.orElse(0));
    }

    /** The events of one PCR, in order. */
    public List<LoggedEvent> of(int pcr) {
        return events.stream().filter(event -> event.pcr() == pcr).toList();
    }

    /** What a PCR holds before its first event. */
    public Bytes startOf(int pcr) {
        return pcr == 0 ? startedAt(startupLocality) : Bytes.repeat(isDynamic(pcr) && !launched() ? 0xFF : 0, 32);
    }

    /** What a PCR can hold before its first event, whatever a log says: PCR 0 starts from the locality of startup. */
    public static List<Bytes> startsOf(int pcr) {
        return pcr == 0 ? LOCALITIES.stream().map(EventLog::startedAt).toList() : List.of(startedAt(0));
    }

    private static Bytes startedAt(int locality) {
        byte[] start = new byte[32];
        start[31] = (byte) locality;
        return Bytes.of(start);
    }

    /** The value of a PCR after all events: each extends it to SHA-256(value, digest). */
    public Bytes replay(int pcr) {
        return extend(startOf(pcr), of(pcr).stream().map(LoggedEvent::digest).toList());
    }

    /** A PCR after extending it with the digests, in order. */
    public static Bytes extend(Bytes start, List<Bytes> digests) {
        Bytes value = start;
        for (Bytes digest : digests) {
            value = Bytes.sha256(value, digest);
        }
        return value;
    }

    /** The first quoted PCR that the log does not lead to, in words; empty where the log explains them all. */
    public Optional<String> contradicts(PcrValues quoted) {
        Map<Integer, Bytes> replayed = replayAll();
        boolean launched = launched();
        for (Map.Entry<Integer, Bytes> pcr : quoted.values().entrySet()) {
            Bytes led = replayed.getOrDefault(pcr.getKey(), startOf(pcr.getKey()));
            boolean neverLaunched =
                    isDynamic(pcr.getKey()) && !launched && pcr.getValue().isAll(0);
            if (!led.equals(pcr.getValue()) && !neverLaunched) {
                return Optional.of("the event log leads to " + led + " in PCR " + pcr.getKey() + ", the quote has "
                        + pcr.getValue());
            }
        }
        return Optional.empty();
    }

    /** The values of all PCRs that have events, in one pass over them. */
    private Map<Integer, Bytes> replayAll() {
        Map<Integer, Bytes> values = new HashMap<>();
        for (LoggedEvent event : events) {
            Bytes value = values.get(event.pcr());
            values.put(event.pcr(), Bytes.sha256(value == null ? startOf(event.pcr()) : value, event.digest()));
        }
        return values;
    }

    private boolean launched() {
        return events.stream().anyMatch(event -> isDynamic(event.pcr()));
    }

    private static boolean isDynamic(int pcr) {
        return pcr >= FIRST_DYNAMIC && pcr <= LAST_DYNAMIC;
    }

    /** The first entry has the old format and names the banks with the sizes of their digests. */
    private static Map<Integer, Integer> header(Wire in) throws Malformed {
        long pcr = in.u32("header.pcrIndex");
        long type = in.u32("header.eventType");
        in.raw(20, "header.digest");
        if (pcr != 0 || type != EV_NO_ACTION) {
            throw new Malformed("the event log does not begin with a Spec ID event");
        }
        Wire specId = Wire.log(in.raw(in.u32("header.eventSize"), "header.event"));
        if (!specId.raw(SPEC_ID.length(), "specId.signature").equals(SPEC_ID)) {
            throw new Malformed("the event log is not crypto-agile: its signature is not Spec ID Event03");
        }
        specId.raw(8, "specId.version");
        long count = specId.u32("specId.numberOfAlgorithms");
        if (count < 1 || count > MAX_ALGORITHMS) {
            throw new Malformed("specId.numberOfAlgorithms is " + count);
        }
        Map<Integer, Integer> sizes = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            int algorithm = specId.u16("specId.algorithmId");
            int size = specId.u16("specId.digestSize");
            if (size < 20 || size > 64 || sizes.put(algorithm, size) != null) {
                throw new Malformed("specId lists algorithm 0x%04x twice or with %d bytes".formatted(algorithm, size));
            }
        }
        if (sizes.getOrDefault(TpmAlgorithm.SHA256, 0) != 32) {
            throw new Malformed("the event log has no sha256 bank");
        }
        specId.raw(specId.u8("specId.vendorInfoSize"), "specId.vendorInfo");
        specId.end("specId");
        return sizes;
    }

    private static LoggedEvent event(Wire in, Map<Integer, Integer> digestSizes, int number) throws Malformed {
        in.enter(number);
        long pcr = in.u32("pcrIndex");
        long type = in.u32("eventType");
        if (pcr >= PcrSelection.PCR_COUNT && !(type == EV_NO_ACTION && pcr == 0xFFFF_FFFFL)) {
            throw new Malformed(in.at("pcrIndex") + " is " + pcr);
        }
        long count = in.u32("digests.count");
        if (count != digestSizes.size()) {
            throw new Malformed("event " + number + " has " + count + " digests for " + digestSizes.size() + " banks");
        }
        SortedMap<Integer, Bytes> digests = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int algorithm = in.u16("algorithmId");
            Integer size = digestSizes.get(algorithm);
            if (size == null) {
                throw new Malformed("event %d has a digest of unknown bank 0x%04x".formatted(number, algorithm));
            }
            if (digests.put(algorithm, in.raw(size, "digest")) != null) {
                throw new Malformed("event %d has two digests of bank 0x%04x".formatted(number, algorithm));
            }
        }
        Bytes data = in.raw(in.u32("eventSize"), "event");
        Bytes digest = digests.get(TpmAlgorithm.SHA256);
        if (digest == null) {
            throw new Malformed("event " + number + " has no sha256 digest");
        }
        return new LoggedEvent((int) pcr, type, digest, data);
    }

    private static Optional<Integer> statedLocality(LoggedEvent event) throws Malformed {
        byte[] data = event.data().toArray();
        if (event.pcr() != 0 || data.length != STARTUP_LOCALITY.length + 1) {
            return Optional.empty();
        }
        for (int i = 0; i < STARTUP_LOCALITY.length; i++) {
            if (data[i] != STARTUP_LOCALITY[i]) {
                return Optional.empty();
            }
        }
        int locality = data[STARTUP_LOCALITY.length];
        if (!LOCALITIES.contains(locality)) {
            throw new Malformed("StartupLocality is " + locality + ", none of 0, 3, 4");
        }
        return Optional.of(locality);
    }

    private static Bytes ascii(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
