package dev.leeward.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.EventLogWriter;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Event logs as firmware writes them, and as nobody should. */
class EventLogTest {

    private static final byte[] DIGEST = new byte[32];

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4})
    void the_replay_leads_to_the_pcrs_of_the_boot_wherever_it_started(int locality) throws Exception {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        MeasuredHost host =
                MeasuredHost.boot(tpm, BootProfile.of("2.17", "esxi", "5.1").startedAt(locality));

        EventLog log = EventLog.parse(Bytes.of(host.eventLog()));

        for (int pcr = 0; pcr < 24; pcr++) {
            assertThat(log.replay(pcr)).as("PCR %d", pcr).isEqualTo(Bytes.of(tpm.pcr(pcr)));
        }
    }

    @Test
    void without_a_measured_launch_the_dynamic_pcrs_stay_all_ones() throws Exception {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        MeasuredHost host =
                MeasuredHost.boot(tpm, BootProfile.of("2.17", "esxi", "5.1").withoutMeasuredLaunch());

        EventLog log = EventLog.parse(Bytes.of(host.eventLog()));

        assertThat(log.replay(17)).isEqualTo(Bytes.repeat(0xFF, 32)).isEqualTo(Bytes.of(tpm.pcr(17)));
        assertThat(log.contradicts(PcrValues.ofHex(Map.of(17, "00".repeat(32)))))
                .isEmpty();
        assertThat(log.contradicts(PcrValues.ofHex(Map.of(17, "11".repeat(32)))))
                .isPresent();
    }

    @Test
    void an_event_is_told_in_words_only_where_its_digest_bears_them_out() throws Exception {
        EventLogWriter writer = new EventLogWriter();
        BootProfile.of("2.17", "esxi", "5.1").platformEvents().forEach(writer::event);
        writer.event(8, 13, DIGEST, "a lie".getBytes(StandardCharsets.US_ASCII));

        EventLog log = EventLog.parse(Bytes.of(writer.bytes()));

        assertThat(log.events().stream().map(LoggedEvent::words))
                .contains("CRTM 2.17", "bios 2.17", "variable SecureBoot", "separator")
                .doesNotContain("a lie");
        assertThat(log.of(8).getFirst().words()).isEqualTo("a measurement with digest 0000000000000000…");
    }

    @Test
    void words_are_printable_and_short() throws Exception {
        byte[] control = "bad\u001b[31m".getBytes(StandardCharsets.US_ASCII);
        byte[] endless = "x".repeat(5000).getBytes(StandardCharsets.US_ASCII);
        EventLogWriter writer = new EventLogWriter();
        writer.event(8, 13, Bytes.sha256(Bytes.of(control)).toArray(), control);
        writer.event(9, 13, Bytes.sha256(Bytes.of(endless)).toArray(), endless);

        EventLog log = EventLog.parse(Bytes.of(writer.bytes()));

        assertThat(log.of(8).getFirst().words()).startsWith("a measurement with digest");
        assertThat(log.of(9).getFirst().words()).hasSize(200);
    }

    @ParameterizedTest
    @CsvSource({
        "4, 01, does not begin with a Spec ID event", // a measurement first
        "32, 58, not crypto-agile",
        "56, 00, numberOfAlgorithms is 0",
        "56, 09, numberOfAlgorithms is 9",
        "60, 04, no sha256 bank", // SHA-1 alone
        "62, 14, no sha256 bank", // SHA-256 of 20 bytes
        "62, ff, lists algorithm", // 255 bytes
        "28, ff, needs", // header longer than the log
    })
    void an_unknown_bank_or_size_is_refused(int offset, String value, String reason) {
        byte[] log = new EventLogWriter().event(0, 8, DIGEST, new byte[4]).bytes();
        log[offset] = Bytes.ofHex(value).toArray()[0];

        assertThatThrownBy(() -> EventLog.parse(Bytes.of(log)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(reason);
    }

    /** The first event begins after the header of 65 bytes: pcr 65, type 69, count 73, algorithm 77, size 111. */
    @ParameterizedTest
    @CsvSource({
        "65, 18, pcrIndex is 24",
        "73, 00, 0 digests for 1 banks",
        "73, 02, 2 digests for 1 banks",
        "76, 7f, digests for 1 banks",
        "77, 0c, unknown bank 0x000c",
        "111, 05, needs 5 bytes",
        "114, 7f, needs",
    })
    void an_impossible_event_is_refused(int offset, String value, String reason) {
        byte[] log = new EventLogWriter().event(0, 8, DIGEST, new byte[4]).bytes();
        log[offset] = Bytes.ofHex(value).toArray()[0];

        assertThatThrownBy(() -> EventLog.parse(Bytes.of(log)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(reason);
    }

    @Test
    void startup_locality_is_0_3_or_4_and_comes_first() {
        byte[] impossible = new EventLogWriter().startupLocality(2).bytes();
        byte[] late = new EventLogWriter()
                .event(0, 8, DIGEST, new byte[0])
                .startupLocality(3)
                .bytes();

        assertThatThrownBy(() -> EventLog.parse(Bytes.of(impossible))).hasMessageContaining("none of 0, 3, 4");
        assertThatThrownBy(() -> EventLog.parse(Bytes.of(late))).hasMessageContaining("after the first measurement");
    }

    @Test
    void startup_locality_is_stated_once() {
        byte[] twice =
                new EventLogWriter().startupLocality(3).startupLocality(4).bytes();

        assertThatThrownBy(() -> EventLog.parse(Bytes.of(twice))).hasMessageContaining("stated twice");
    }

    /** Without the check, the second digest would be taken for that of the bank, whichever it is. */
    @Test
    void an_event_has_one_digest_of_each_bank() throws Exception {
        byte[] log = RecordedLogsTest.recorded("glinux-alex").toArray();
        int firstEvent = 32 + 37;
        int secondAlgorithm = firstEvent + 12 + 2 + 20;
        log[secondAlgorithm] = 0x04; // SHA-1, as the first

        assertThatThrownBy(() -> EventLog.parse(Bytes.of(log))).hasMessageContaining("two digests of bank 0x0004");
    }

    @Test
    void nothing_follows_the_last_event() throws Exception {
        byte[] log = new EventLogWriter().event(0, 8, DIGEST, new byte[4]).bytes();
        assertThat(EventLog.parse(Bytes.of(log)).events()).hasSize(1);

        for (int more = 1; more < 40; more++) {
            Bytes padded = Bytes.of(Arrays.copyOf(log, log.length + more));
            assertThatThrownBy(() -> EventLog.parse(padded)).isInstanceOf(Malformed.class);
        }
    }

    /** The digest does not cover the type, so no type lends words to a measurement (CVE-2022-0317). */
    @Test
    void the_type_of_an_event_tells_nothing() throws Exception {
        EventLog log = EventLog.parse(RecordedLogsTest.recorded("rhel8-uefi"));

        for (LoggedEvent event : log.events()) {
            for (long type : new long[] {0x04, 0x08, 0x0D, 0x8000_0001L, 0x8000_0003L, 0x8000_00E0L}) {
                assertThat(new LoggedEvent(event.pcr(), type, event.digest(), event.data()).words())
                        .isEqualTo(event.words());
            }
        }
    }

    @Test
    void a_variable_is_named_only_where_its_lengths_are_right() {
        Bytes vendor = Bytes.repeat(1, 16);

        assertThat(words(vendor.hex() + "0200000000000000" + "0100000000000000" + "50004b00" + "01"))
                .isEqualTo("variable PK");
        assertThat(words(vendor.hex() + "0200000000000000" + "0200000000000000" + "50004b00" + "01"))
                .startsWith("a measurement");
        assertThat(words(vendor.hex() + "5000000000000000" + "65ffffffffffffff" + "50004b00" + "01"))
                .startsWith("a measurement");
    }

    private static String words(String data) {
        Bytes bytes = Bytes.ofHex(data);
        return new LoggedEvent(7, 13, Bytes.sha256(bytes), bytes).words();
    }

    @Test
    void the_log_is_bounded() {
        EventLogWriter many = new EventLogWriter();
        for (int i = 0; i < 8193; i++) {
            many.event(8, 13, DIGEST, new byte[0]);
        }

        assertThatThrownBy(() -> EventLog.parse(Bytes.of(many.bytes()))).hasMessageContaining("more than 8192 events");
        assertThatThrownBy(() -> EventLog.parse(Bytes.repeat(0, EventLog.MAX_LENGTH + 1)))
                .hasMessageContaining("at most 524288 are read");
    }

    @Test
    void random_damage_is_refused_or_changes_the_replay_but_never_breaks_the_parser() {
        byte[] good = MeasuredHost.boot(
                        SoftwareTpm.manufacture(Clock.systemUTC()), BootProfile.of("2.17", "esxi", "5.1"))
                .eventLog();
        Random random = new Random(20_261_101);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(8) == 0 ? random.nextInt(good.length) : good.length);
            for (int flips = random.nextInt(4); flips >= 0 && bad.length > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                EventLog log = EventLog.parse(Bytes.of(bad));
                log.events().forEach(event -> assertThat(event.words()).isNotEmpty());
            } catch (Malformed e) {
                assertThat(e).hasMessageContaining(" ");
            }
        }
    }
}
