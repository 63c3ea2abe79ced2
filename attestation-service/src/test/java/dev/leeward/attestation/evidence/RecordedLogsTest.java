package dev.leeward.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Event logs that real firmware wrote, against the PCRs that the same machines' TPMs held. */
class RecordedLogsTest {

    @ParameterizedTest
    @ValueSource(strings = {"arch-linux-workstation", "glinux-alex", "gdc-host", "rhel8-uefi", "eventlogwithsp800155"})
    void the_replay_leads_to_what_the_tpm_held(String name) throws Exception {
        PcrValues held = held(name);

        EventLog log = EventLog.parse(recorded(name));

        assertThat(log.contradicts(held)).isEmpty();
        assertThat(held.values()).containsKeys(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @ParameterizedTest
    @CsvSource({"arch-linux-workstation, 24, 0", "glinux-alex, 27, 3", "gdc-host, 157, 3", "rhel8-uefi, 82, 0"})
    void every_measurement_is_found_and_where_the_tpm_started(String name, int events, int locality) throws Exception {
        EventLog log = EventLog.parse(recorded(name));

        assertThat(log.events()).hasSize(events);
        assertThat(log.startupLocality()).isEqualTo(locality);
    }

    @ParameterizedTest
    @CsvSource({
        "glinux-alex, variable SecureBoot",
        "gdc-host, DMA Protection Disabled",
        "rhel8-uefi, GCE Virtual Firmware v1"
    })
    void what_firmware_measured_is_told_in_words(String name, String words) throws Exception {
        EventLog log = EventLog.parse(recorded(name));

        assertThat(log.events().stream().map(LoggedEvent::words)).contains(words, "separator");
    }

    @Test
    void a_log_without_a_sha256_bank_is_refused() {
        assertThatThrownBy(() -> EventLog.parse(recorded("debian-10")))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("does not begin with a Spec ID event");
    }

    static Bytes recorded(String name) throws IOException {
        return Bytes.of(read(name + ".bin"));
    }

    private static PcrValues held(String name) throws IOException {
        Map<Integer, String> values = new HashMap<>();
        new String(read(name + ".pcrs"), StandardCharsets.US_ASCII)
                .lines()
                .map(line -> line.split(" ", 2))
                .forEach(pcr -> values.put(Integer.parseInt(pcr[0]), pcr[1]));
        return PcrValues.ofHex(values);
    }

    private static byte[] read(String file) throws IOException {
        try (InputStream in = RecordedLogsTest.class.getResourceAsStream("/event-logs/" + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        }
    }
}
