package dev.leeward.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.evidence.Rejection.Code;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a manager reports becomes evidence only where it says everything that is appraised. */
class TpmReportTest {

    private static final Instant ASKED_AT = Instant.parse("2026-11-01T00:00:00Z");
    private static final UUID ID = new UUID(1, 1);
    private static final LoggedEvent MODULE = new LoggedEvent(17, 0x0D, Bytes.repeat(7, 32), Bytes.of((byte) 1));

    @Test
    void all_pcrs_that_are_reported_become_evidence() {
        NavigableMap<Integer, Bytes> pcrs = values();
        pcrs.put(9, Bytes.repeat(9, 32));

        Evidence evidence = complete(new TpmReport(new PcrValues(pcrs), List.of()));

        assertThat(evidence.pcrs().values()).isEqualTo(pcrs);
        assertThat(evidence.measuredAt()).isEqualTo(ASKED_AT);
        assertThat(evidence.voucher()).isEqualTo(new VouchedBy("vc-east"));
    }

    @Test
    void a_missing_pcr_is_named() {
        NavigableMap<Integer, Bytes> pcrs = values();
        pcrs.remove(3);
        pcrs.remove(18);

        TpmReport.Outcome outcome = new TpmReport(new PcrValues(pcrs), List.of())
                .toEvidence(ID, ASKED_AT, new VouchedBy("vc-east"), Map.of());

        assertThat(outcome).isInstanceOfSatisfying(TpmReport.Outcome.Refused.class, refused -> {
            assertThat(refused.rejection().code()).isEqualTo(Code.REPORT_INCOMPLETE);
            assertThat(refused.rejection().reason()).contains("vc-east", "PCR [3, 18]");
        });
    }

    @Test
    void events_that_do_not_lead_to_their_pcr_explain_nothing_and_are_left_out() {
        NavigableMap<Integer, Bytes> pcrs = values();
        assertThat(complete(new TpmReport(new PcrValues(pcrs), List.of(MODULE)))
                        .eventLog()
                        .events())
                .isEmpty();

        pcrs.put(17, EventLog.extend(Bytes.repeat(0, 32), List.of(MODULE.digest())));

        assertThat(complete(new TpmReport(new PcrValues(pcrs), List.of(MODULE)))
                        .eventLog()
                        .events())
                .containsExactly(MODULE);
    }

    private static NavigableMap<Integer, Bytes> values() {
        NavigableMap<Integer, Bytes> pcrs = new TreeMap<>();
        PcrSelection.ofChallenge().indexes().forEach(pcr -> pcrs.put(pcr, Bytes.repeat(pcr + 1, 32)));
        return pcrs;
    }

    private static Evidence complete(TpmReport report) {
        return switch (report.toEvidence(ID, ASKED_AT, new VouchedBy("vc-east"), Map.of())) {
            case TpmReport.Outcome.Complete(var evidence) -> evidence;
            case TpmReport.Outcome.Refused(var rejection) -> throw new AssertionError(rejection);
        };
    }
}
