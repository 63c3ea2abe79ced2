package dev.leeward.migration.edge.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leeward.migration.app.hypervisor.FencingPort;
import dev.leeward.migration.app.hypervisor.FencingPort.Fencing;
import dev.leeward.migration.app.hypervisor.MigrationPort;
import dev.leeward.migration.app.hypervisor.MigrationPort.Started;
import dev.leeward.migration.app.hypervisor.Move;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.migration.Kind;
import dev.leeward.migration.migration.OperationId;
import dev.leeward.migration.migration.OperationView;
import dev.leeward.migration.migration.OperationView.Phase;
import dev.leeward.migration.migration.Whereabouts;
import dev.leeward.migration.placement.WorkloadId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every adapter must keep; an adapter's test brings its ports and workloads that run at {@link #source}. */
public abstract class HypervisorContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    protected abstract MigrationPort hypervisor();

    protected abstract FencingPort fencing();

    /** A workload that runs at {@link #source} by epoch 1 and that no other test has touched. */
    protected abstract WorkloadId workload();

    protected abstract Location source();

    protected abstract Location destination();

    @Test
    public void anOperationWaitsUntilItIsToldToSwitchOver() {
        Move move = move(Kind.LIVE, false);
        OperationId id = started(2, move);
        awaitPhase(id, Phase.READY);

        assertThat(hypervisor().locate(move)).isEqualTo(Whereabouts.SOURCE);
        hypervisor().switchOver(id, 2);
        hypervisor().switchOver(id, 2);
        OperationView done = awaitPhase(id, Phase.COMPLETED);
        assertThat(done.downtimeMillis()).isPositive();
        assertThat(hypervisor().locate(move)).isEqualTo(Whereabouts.TARGET);
    }

    @Test
    public void theSameIdIsTheSameOperation() {
        Move move = move(Kind.LIVE, false);
        OperationId id = started(2, move);

        assertThat(hypervisor().start(id, 2, move)).isEqualTo(new Started.Accepted());
        awaitPhase(id, Phase.READY);
        hypervisor().switchOver(id, 2);
        awaitPhase(id, Phase.COMPLETED);
        assertThat(hypervisor().start(id, 2, move)).isEqualTo(new Started.Accepted());
        assertThat(hypervisor().observe(id))
                .get()
                .extracting(OperationView::phase)
                .isEqualTo(Phase.COMPLETED);
    }

    @Test
    public void whatItNeverHeardOfItDoesNotInvent() {
        OperationId unknown = new OperationId("never/" + UUID.randomUUID());

        assertThat(hypervisor().observe(unknown)).isEmpty();
        hypervisor().requestCancel(unknown);
        hypervisor().switchOver(unknown, 1);
        assertThat(hypervisor().observe(unknown)).isEmpty();
    }

    @Test
    public void anOlderEpochIsRefusedAndAnOlderOperationIsFencedOff() {
        Move move = move(Kind.LIVE, false);
        OperationId older = started(3, move);
        awaitPhase(older, Phase.READY);
        OperationId newer = started(5, move);

        assertThat(hypervisor().start(id(4), 4, move)).isInstanceOf(Started.Refused.class);
        hypervisor().switchOver(older, 3);
        awaitPhase(older, Phase.FAILED);
        assertThat(hypervisor().locate(move)).isEqualTo(Whereabouts.SOURCE);
        awaitPhase(newer, Phase.READY);
        hypervisor().switchOver(newer, 5);
        awaitPhase(newer, Phase.COMPLETED);
        assertThat(hypervisor().locate(move)).isEqualTo(Whereabouts.TARGET);
    }

    @Test
    public void aCancelBeforeSwitchOverLeavesTheWorkloadAtTheSource() {
        Move move = move(Kind.LIVE, false);
        OperationId id = started(2, move);
        hypervisor().requestCancel(id);
        awaitPhase(id, Phase.CANCELLED);
        hypervisor().switchOver(id, 2);

        assertThat(hypervisor().observe(id))
                .get()
                .extracting(OperationView::phase)
                .isEqualTo(Phase.CANCELLED);
        assertThat(hypervisor().locate(move)).isEqualTo(Whereabouts.SOURCE);
    }

    @Test
    public void aColdMoveStopsBeforeItStarts() {
        Move move = move(Kind.COLD, false);
        OperationId id = started(2, move);
        awaitPhase(id, Phase.READY);
        hypervisor().switchOver(id, 2);

        assertThat(awaitPhase(id, Phase.COMPLETED).downtimeMillis()).isPositive();
        assertThat(hypervisor().locate(move)).isEqualTo(Whereabouts.TARGET);
    }

    @Test
    public void aFencedSourceStopsAndItsEpochIsOver() {
        Move move = move(Kind.RECOVERY, false);

        assertThat(fencing().revoke(move.workload(), source().site(), 2)).isInstanceOf(Fencing.Proven.class);
        assertThat(fencing().revoke(move.workload(), source().site(), 2)).isInstanceOf(Fencing.Proven.class);
        assertThat(hypervisor().locate(move(move.workload(), Kind.LIVE, false))).isEqualTo(Whereabouts.NONE);
        OperationId id = started(2, move);
        awaitPhase(id, Phase.READY);
        hypervisor().switchOver(id, 2);
        awaitPhase(id, Phase.COMPLETED);
        assertThat(hypervisor().locate(move)).isEqualTo(Whereabouts.TARGET);
    }

    @Test
    public void aTestCopyLeavesTheWorkloadAloneAndCanBeRemovedTwice() {
        Move copy = move(Kind.RECOVERY, true);
        OperationId id = started(1, copy);
        awaitPhase(id, Phase.READY);
        hypervisor().switchOver(id, 1);
        awaitPhase(id, Phase.COMPLETED);
        Move production = move(copy.workload(), Kind.LIVE, false);

        assertThat(hypervisor().locate(copy)).isEqualTo(Whereabouts.TARGET);
        assertThat(hypervisor().locate(production)).isEqualTo(Whereabouts.SOURCE);
        assertThat(hypervisor().removeTestCopies(copy.workload(), destination().site()))
                .containsExactly(destination());
        assertThat(hypervisor().removeTestCopies(copy.workload(), destination().site()))
                .isEmpty();
        assertThat(hypervisor().locate(copy)).isEqualTo(Whereabouts.NONE);
        assertThat(hypervisor().locate(production)).isEqualTo(Whereabouts.SOURCE);
    }

    @Test
    public void aPrecheckNamesWhatIsMissingAndChangesNothing() {
        Move move = move(Kind.LIVE, false);
        Move unknown = move(new WorkloadId("nobody"), Kind.LIVE, false);

        assertThat(hypervisor().precheck(move)).isEmpty();
        assertThat(hypervisor().precheck(unknown)).isNotEmpty();
        assertThat(hypervisor().locate(move)).isEqualTo(Whereabouts.SOURCE);
    }

    private OperationId started(long epoch, Move move) {
        OperationId id = id(epoch);
        assertThat(hypervisor().start(id, epoch, move)).isEqualTo(new Started.Accepted());
        return id;
    }

    private static OperationId id(long epoch) {
        return new OperationId(UUID.randomUUID() + "/" + epoch);
    }

    private Move move(Kind kind, boolean test) {
        return move(workload(), kind, test);
    }

    private Move move(WorkloadId workload, Kind kind, boolean test) {
        return new Move(workload, kind, test, source(), destination(), null);
    }

    private OperationView awaitPhase(OperationId id, Phase phase) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> hypervisor().observe(id),
                        seen -> seen.map(OperationView::phase).equals(Optional.of(phase)))
                .orElseThrow();
    }
}
