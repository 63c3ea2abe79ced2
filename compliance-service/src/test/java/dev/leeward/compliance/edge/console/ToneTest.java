package dev.leeward.compliance.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.compliance.control.ControlStatus;
import dev.leeward.compliance.host.TrustStatus;
import dev.leeward.compliance.incident.IncidentState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToneTest {
    @Test
    void onlyTrustedLooksGood() {
        for (TrustStatus status : TrustStatus.values()) {
            assertThat(Tone.of(status.name()) == Tone.GOOD).as(status.name()).isEqualTo(status == TrustStatus.TRUSTED);
        }
    }

    @Test
    void onlySatisfiedLooksGood() {
        for (ControlStatus status : ControlStatus.values()) {
            assertThat(Tone.of(status.name()) == Tone.GOOD)
                    .as(status.name())
                    .isEqualTo(status == ControlStatus.SATISFIED);
        }
    }

    @Test
    void onlyAResolvedIncidentLooksGood() {
        for (IncidentState state : IncidentState.values()) {
            assertThat(Tone.of(state.name()) == Tone.GOOD).as(state.name()).isEqualTo(!state.open());
        }
    }

    @Test
    void aStatusThatNobodyKnowsLooksLikeNothing() {
        assertThat(Tone.of("SomethingNew")).isEqualTo(Tone.IDLE);
    }

    @ParameterizedTest
    @CsvSource({
        "Blocked, BAD",
        "Failed, BAD",
        "Indeterminate, WARN",
        "RolledBack, WARN",
        "WaitingForInput, WARN",
        "Running, BUSY",
        "Transferring, BUSY",
        "Succeeded, GOOD",
        "Cancelled, IDLE"
    })
    void runsAndMigrationsLookLikeWhatTheyAre(String state, Tone tone) {
        assertThat(Tone.of(state)).isEqualTo(tone);
    }
}
