package dev.leeward.policy.app;

import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.review.SetVersion;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every version of every policy set. */
public interface PolicySetStore {
    /** A version in force, and its place in the order of all publications. */
    record InForce(SetVersion.Published version, long publication) {}

    /** Makes others who change policy sets wait for this transaction, so that publications are numbered in their order. */
    void lock();

    /** The number of the next version of a scope. */
    int next(SetScope scope);

    /** Keeps a new version. */
    void add(SetVersion version);

    /** Keeps the new state of a version. */
    void save(SetVersion version);

    /** A version. */
    Optional<SetVersion> find(SetScope scope, int number);

    /** The version of a scope that is in force. */
    Optional<SetVersion.Published> active(SetScope scope);

    /** The versions of a scope, the newest first, before that one where given. */
    List<SetVersion> list(SetScope scope, @Nullable Integer before, int limit);

    /** The versions in force of all scopes, in the order of the scopes' names, after that one where given. */
    List<SetVersion.Published> active(@Nullable String after, int limit);

    /** The versions in force whose publication was never said, because nobody said such things then; said from now on. */
    List<SetVersion.Published> takeUnsaid();

    /** The versions in force that were published after that publication; 0 for all. */
    List<InForce> publishedAfter(long publication);
}
