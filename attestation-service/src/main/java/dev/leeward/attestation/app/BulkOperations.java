package dev.leeward.attestation.app;

import dev.leeward.attestation.app.BulkAction.Result;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.EventContext;
import dev.leeward.messaging.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing to many hosts, some in each transaction, together with the note that it was done. Whoever finds work
 * left goes on with it: after a crash nothing is left out and nothing done twice.
 */
@ApplicationScoped
public class BulkOperations {

    /** Hosts in one transaction. */
    public static final int BATCH = 100;

    /** The outcome of a request. */
    public sealed interface Outcome {
        /** It will be done. */
        record Accepted(BulkOperation operation) implements Outcome {}

        /** These hosts are not in the inventory. */
        record UnknownHosts(List<HostId> hosts) implements Outcome {}

        /** No host is selected. */
        record NothingSelected() implements Outcome {}
    }

    /** The outcome of looking before doing. */
    public sealed interface Preview {
        /** So many hosts are selected; some of them by id. */
        record Selected(int total, List<HostId> first) implements Preview {}

        /** These hosts are not in the inventory. */
        record UnknownHosts(List<HostId> hosts) implements Preview {}
    }

    /** The outcome of a cancellation. */
    public sealed interface Cancellation {
        /** It is cancelled, now or before. */
        record Done(BulkOperation operation) implements Cancellation {}

        /** It had ended. */
        record Ended(BulkOperation operation) implements Cancellation {}

        /** There is none with this id. */
        record Unknown() implements Cancellation {}
    }

    /** A host that is left, and its operation. */
    public record Left(UUID operation, HostId host) {}

    private final BulkOperationStore store;
    private final HostStore hosts;
    private final Attest attest;
    private final AppraiseAgain appraiseAgain;
    private final WithdrawEnrolment withdrawEnrolment;
    private final EventContext context;
    private final Ids ids;
    private final Clock clock;
    private final Settings settings;

    BulkOperations(
            BulkOperationStore store,
            HostStore hosts,
            Attest attest,
            AppraiseAgain appraiseAgain,
            WithdrawEnrolment withdrawEnrolment,
            EventContext context,
            Ids ids,
            Clock clock,
            Settings settings) {
        this.store = store;
        this.hosts = hosts;
        this.attest = attest;
        this.appraiseAgain = appraiseAgain;
        this.withdrawEnrolment = withdrawEnrolment;
        this.context = context;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
    }

    private BulkAction action(BulkKind kind) {
        return switch (kind) {
            case ATTEST -> attest;
            case APPRAISE_AGAIN -> appraiseAgain;
            case WITHDRAW_ENROLMENT -> withdrawEnrolment;
        };
    }

    /** Says which hosts would be meant, and does nothing. */
    @Transactional
    public Preview preview(HostSelection selection, int limit) {
        List<HostId> absent = store.absent(selection.hosts());
        Instant now = clock.instant();
        return absent.isEmpty()
                ? new Preview.Selected(store.count(selection, now), store.first(selection, now, limit))
                : new Preview.UnknownHosts(absent);
    }

    /** Settles which hosts are meant, and has it done to them soon. */
    @Transactional
    public Outcome accept(BulkKind kind, HostSelection selection, String reason) {
        List<HostId> absent = store.absent(selection.hosts());
        if (!absent.isEmpty()) {
            return new Outcome.UnknownHosts(absent);
        }
        Instant now = now();
        if (store.count(selection, now) == 0) {
            return new Outcome.NothingSelected();
        }
        return new Outcome.Accepted(store.add(new BulkOperation(
                ids.next(), kind, selection, reason, context.current(), now, null, null, null, 0, 0, 0)));
    }

    /** Ends an operation before its last host. Hosts that are being worked on are finished first. */
    @Transactional
    public Cancellation cancel(UUID id, String by) {
        Optional<BulkOperation> known = store.lock(id);
        if (known.isEmpty()) {
            return new Cancellation.Unknown();
        }
        BulkOperation operation = known.get();
        return switch (operation.state()) {
            case ACCEPTED, RUNNING -> {
                BulkOperation cancelled = operation.cancelled(by, now());
                store.save(cancelled);
                yield new Cancellation.Done(cancelled);
            }
            case CANCELLED -> new Cancellation.Done(operation);
            case SUCCEEDED, SUCCEEDED_WITH_FAILURES -> new Cancellation.Ended(operation);
        };
    }

    /** Does the next hosts of the oldest operation that nobody else is working on; returns how many. */
    @Transactional
    public int next() {
        Optional<BulkOperation> operation = store.lockNext();
        if (operation.isEmpty()) {
            return 0;
        }
        List<HostId> left = store.left(operation.get().id(), BATCH);
        carryOut(operation.get(), left);
        return left.size();
    }

    /** The hosts that come next, one by one, for where a failure of one of them stops them all. */
    @Transactional
    public List<Left> ahead() {
        return store.lockNext()
                .map(operation -> store.left(operation.id(), BATCH).stream()
                        .map(host -> new Left(operation.id(), host))
                        .toList())
                .orElse(List.of());
    }

    /** Does one host, unless that was done meanwhile. */
    @Transactional
    public void one(Left left) {
        open(left).ifPresent(operation -> carryOut(operation, List.of(left.host())));
    }

    /** Notes that the service itself failed on a host, so that the others have their turn. */
    @Transactional
    public void setAside(Left left) {
        open(left).ifPresent(operation -> {
            Result failure = new Result.Refused(
                    "internal-error", "The service failed on host " + left.host() + "; its log says on what.");
            store.record(operation.id(), List.of(target(left.host(), failure)));
            store.save(operation.progress(0, 1, now()));
        });
    }

    private Optional<BulkOperation> open(Left left) {
        return store.lock(left.operation())
                .filter(operation -> operation.endedAt() == null)
                .filter(operation ->
                        !store.left(operation.id(), List.of(left.host())).isEmpty());
    }

    /** Its events say who began the operation, and go back to that command. */
    private void carryOut(BulkOperation operation, List<HostId> left) {
        hosts.lockAll(left);
        List<HostRecord> present = left.stream()
                .flatMap(host -> hosts.lock(host).stream())
                .filter(HostRecord::present)
                .toList();
        Map<HostId, Result> results =
                context.during(operation.cause(), () -> action(operation.kind()).apply(present, operation.reason()));
        List<BulkTarget> targets = left.stream()
                .map(host -> target(host, results.getOrDefault(host, gone(host))))
                .toList();
        store.record(operation.id(), targets);
        int failed = (int) targets.stream()
                .filter(target -> target.outcome() == BulkTarget.Outcome.FAILED)
                .count();
        store.save(operation.progress(left.size() - failed, failed, now()));
    }

    private static Result gone(HostId host) {
        Rejection rejection = EvidenceIntake.unknown(host);
        return new Result.Refused(rejection.code().toString(), rejection.reason());
    }

    private BulkTarget target(HostId host, Result result) {
        return switch (result) {
            case Result.Done() -> new BulkTarget(host, BulkTarget.Outcome.DONE, null, null, now());
            case Result.Refused(var code, var reason) ->
                new BulkTarget(host, BulkTarget.Outcome.FAILED, code, reason, now());
        };
    }

    public Optional<BulkOperation> find(UUID id) {
        return store.find(id);
    }

    /** Operations, the newest first. */
    public List<BulkOperation> page(@Nullable UUID before, int limit) {
        return store.page(before, limit);
    }

    /** Hosts of an operation by id, only with an outcome where one is given. */
    public List<BulkTarget> targets(
            UUID operation, BulkTarget.@Nullable Outcome outcome, @Nullable HostId after, int limit) {
        return store.targets(operation, outcome, after, limit);
    }

    /** Forgets operations that ended longer ago than evidence is kept; returns how many. */
    @Transactional
    public int prune() {
        return store.prune(clock.instant().minus(settings.evidenceRetention()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
