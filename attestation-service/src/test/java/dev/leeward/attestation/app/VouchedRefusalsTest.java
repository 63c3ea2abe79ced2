package dev.leeward.attestation.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.Agent;
import dev.leeward.attestation.TestInventory;
import dev.leeward.attestation.app.VouchedIntake.Outcome;
import dev.leeward.attestation.appraisal.Appraiser;
import dev.leeward.attestation.evidence.PcrValues;
import dev.leeward.attestation.evidence.TpmReport;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.SourceId;
import dev.leeward.messaging.Ids;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.vsphere.EsxiHost;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A manager's refused report is said once, whichever replica takes it in, and only what was committed counts as said. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class VouchedRefusalsTest {

    private static final TpmReport WHOLE =
            new TpmReport(PcrValues.ofHex(EsxiHost.measured("5.1").pcrs()), List.of());
    private static final TpmReport WITHOUT_PCR_18 = without(18);
    private static final TpmReport WITHOUT_PCR_17 = without(17);

    @Inject
    HostStore hosts;

    @Inject
    EvidenceStore evidence;

    @Inject
    VouchedRefusals refusals;

    @Inject
    ManifestStore manifests;

    @Inject
    Appraiser appraiser;

    @Inject
    Ledger ledger;

    @Inject
    Turns turns;

    @Inject
    Ids ids;

    @Inject
    Clock clock;

    @Inject
    Settings settings;

    @BeforeEach
    void references() {
        Agent.publishReferences();
    }

    @Test
    void what_was_rolled_back_was_not_said() {
        HostId host = new HostId("host-136");
        VouchedIntake intake = replica();
        long before = said(host);

        QuarkusTransaction.begin();
        take(intake, host, WITHOUT_PCR_18);
        QuarkusTransaction.rollback();
        assertThat(said(host)).isEqualTo(before);

        refused(intake, host, WITHOUT_PCR_18);
        assertThat(said(host)).isEqualTo(before + 1);
    }

    @Test
    void what_one_replica_said_no_other_says_again_until_there_is_something_new_to_say() {
        HostId host = new HostId("host-137");
        VouchedIntake first = replica();
        VouchedIntake second = replica();
        refused(first, host, WITHOUT_PCR_18);
        long before = said(host);

        refused(second, host, WITHOUT_PCR_18);
        assertThat(said(host)).isEqualTo(before);

        refused(second, host, WITHOUT_PCR_17);
        refused(first, host, WITHOUT_PCR_17);
        assertThat(said(host)).isEqualTo(before + 1);

        QuarkusTransaction.requiringNew()
                .run(() -> assertThat(take(first, host, WHOLE)).isInstanceOf(Outcome.Appraised.class));
        long good = said(host);
        refused(second, host, WITHOUT_PCR_17);
        assertThat(said(host)).isEqualTo(good + 1);
    }

    @Test
    void a_host_that_spoke_for_itself_meanwhile_is_refused_anew() {
        HostId host = new HostId("host-138");
        VouchedIntake intake = replica();
        refused(intake, host, WITHOUT_PCR_18);
        Agent.enrolled(host.value(), "5.1");
        QuarkusTransaction.requiringNew()
                .run(() -> assertThat(take(intake, host, WITHOUT_PCR_18)).isInstanceOf(Outcome.Observed.class));
        QuarkusTransaction.requiringNew()
                .run(() -> hosts.lock(host)
                        .ifPresent(record -> hosts.save(ledger.happen(
                                ledger.withdrawKey(record, "a test"),
                                record.trust().withdrawKey().orElseThrow()))));
        long before = said(host);

        refused(intake, host, WITHOUT_PCR_18);
        assertThat(said(host)).isEqualTo(before + 1);
    }

    private VouchedIntake replica() {
        return new VouchedIntake(hosts, evidence, refusals, manifests, appraiser, ledger, turns, ids, clock, settings);
    }

    private void refused(VouchedIntake intake, HostId host, TpmReport report) {
        QuarkusTransaction.requiringNew()
                .run(() -> assertThat(take(intake, host, report)).isInstanceOf(Outcome.Rejected.class));
    }

    /** The hosts of the file stand in for those of a manager; nobody else reports on them. */
    private Outcome take(VouchedIntake intake, HostId host, TpmReport report) {
        return intake.take(SourceId.FILE, host, Map.of(), report, intake.now());
    }

    /** How many events there are of the host. */
    private long said(HostId host) {
        return hosts.find(host).orElseThrow().sequence();
    }

    private static TpmReport without(int pcr) {
        Map<Integer, String> pcrs = new HashMap<>(EsxiHost.measured("5.1").pcrs());
        pcrs.remove(pcr);
        return new TpmReport(PcrValues.ofHex(pcrs), List.of());
    }
}
