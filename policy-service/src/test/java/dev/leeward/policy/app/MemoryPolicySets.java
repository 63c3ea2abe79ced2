package dev.leeward.policy.app;

import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.review.SetVersion;
import dev.leeward.policy.review.SetVersion.Published;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Policy sets in memory. */
final class MemoryPolicySets implements PolicySetStore {
    private final List<SetVersion> versions = new ArrayList<>();
    private final Map<String, Long> publications = new HashMap<>();

    @Override
    public void lock() {}

    @Override
    public int next(SetScope scope) {
        return of(scope).size() + 1;
    }

    @Override
    public void add(SetVersion version) {
        save(version);
    }

    @Override
    public void save(SetVersion version) {
        versions.removeIf(old -> key(old).equals(key(version)));
        versions.add(version);
        if (version instanceof Published) {
            publications.put(key(version), publications.size() + 1L);
        }
    }

    private static String key(SetVersion version) {
        return version.content().scope() + "/" + version.content().number();
    }

    private List<SetVersion> of(SetScope scope) {
        return versions.stream()
                .filter(version -> version.content().scope().equals(scope))
                .toList();
    }

    @Override
    public Optional<SetVersion> find(SetScope scope, int number) {
        return of(scope).stream()
                .filter(version -> version.content().number() == number)
                .findFirst();
    }

    @Override
    public Optional<Published> active(SetScope scope) {
        return of(scope).stream()
                .filter(Published.class::isInstance)
                .map(Published.class::cast)
                .findFirst();
    }

    @Override
    public List<SetVersion> list(SetScope scope, @Nullable Integer before, int limit) {
        return of(scope).stream()
                .filter(version -> before == null || version.content().number() < before)
                .sorted(Comparator.comparingInt(
                                (SetVersion version) -> version.content().number())
                        .reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public List<Published> active(@Nullable String after, int limit) {
        return versions.stream()
                .filter(Published.class::isInstance)
                .map(Published.class::cast)
                .filter(version ->
                        after == null || version.content().scope().toString().compareTo(after) > 0)
                .sorted(Comparator.comparing(
                        version -> version.content().scope().toString()))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Published> takeUnsaid() {
        return List.of();
    }

    @Override
    public List<InForce> publishedAfter(long publication) {
        return active(null, Integer.MAX_VALUE).stream()
                .map(version -> new InForce(version, publications.getOrDefault(key(version), 0L)))
                .filter(version -> version.publication() > publication)
                .toList();
    }
}
