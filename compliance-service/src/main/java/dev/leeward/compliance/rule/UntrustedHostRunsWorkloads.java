package dev.leeward.compliance.rule;

import dev.leeward.compliance.evidence.Cause;
import dev.leeward.compliance.host.TrustStatus;
import dev.leeward.compliance.incident.Signal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sees workloads on a host while the host is untrusted: those that were there when its trust turned, and those that came
 * later. It looks at the whole history of the host, so that it does not matter which of the two was heard of first.
 */
public final class UntrustedHostRunsWorkloads {
    private UntrustedHostRunsWorkloads() {}

    /**
     * Every signal about the host, one incident for each tenant.
     *
     * @param turns of the host's trust, in their source's order
     * @param stays on the host, of any workload
     */
    public static List<Signal> signals(String hostId, List<Turn> turns, List<Stay> stays) {
        List<Signal> signals = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            if (turns.get(i).overall() == TrustStatus.UNTRUSTED) {
                Turn end = i + 1 < turns.size() ? turns.get(i + 1) : null;
                Spell spell = new Spell(turns.get(i), end);
                byTenant(hostId, spell, stays).values().forEach(caught -> signals.addAll(spell.signals(caught)));
            }
        }
        return List.copyOf(signals);
    }

    /** What derives these signals, for {@link Signal#derivedFrom()}. */
    public static String derivedFrom(String hostId) {
        return "host/" + hostId;
    }

    private static Map<String, List<Stay>> byTenant(String hostId, Spell spell, List<Stay> stays) {
        return stays.stream()
                .filter(stay -> hostId.equals(stay.hostId()) && spell.meets(stay))
                .sorted(Comparator.comparing(Stay::workloadName).thenComparing(Stay::workloadId))
                .collect(Collectors.groupingBy(
                        stay -> Objects.requireNonNullElse(stay.tenant(), ""), TreeMap::new, Collectors.toList()));
    }

    /** A time during which the host was untrusted; it lasts still where nothing ended it. */
    private record Spell(Turn begin, @Nullable Turn end) {
        boolean meets(Stay stay) {
            Cause next = stay.next();
            return (next == null || next.at().isAfter(begin.cause().at()))
                    && (end == null || stay.arrival().at().isBefore(end.cause().at()));
        }

        List<Signal> signals(List<Stay> stays) {
            List<Signal> signals = new ArrayList<>();
            List<Stay> there =
                    stays.stream().filter(stay -> !arrivedDuring(stay)).toList();
            if (!there.isEmpty()) {
                signals.add(fired(there, begin.cause()));
            }
            for (Stay stay : stays) {
                if (arrivedDuring(stay)) {
                    signals.add(fired(List.of(stay), stay.arrival()));
                }
            }
            over(stays).ifPresent(signals::add);
            return signals;
        }

        private boolean arrivedDuring(Stay stay) {
            return stay.arrival().at().isAfter(begin.cause().at());
        }

        /** The moment from which none of these workloads is on the untrusted host, if there is one. */
        private Optional<Signal> over(List<Stay> stays) {
            boolean allLeft = stays.stream().allMatch(stay -> leftDuring(stay.next()));
            if (allLeft) {
                Cause last = stays.stream()
                        .map(stay -> Objects.requireNonNull(stay.next()))
                        .max(Cause.ORDER)
                        .orElseThrow();
                return Optional.of(cleared(stays.getFirst(), "No workload is left on it.", last));
            }
            if (end == null || end.overall() != TrustStatus.TRUSTED) {
                return Optional.empty();
            }
            return Optional.of(cleared(stays.getFirst(), "The host is trusted again.", end.cause()));
        }

        private boolean leftDuring(@Nullable Cause next) {
            return next != null
                    && (end == null || !next.at().isAfter(end.cause().at()));
        }

        private Signal fired(List<Stay> stays, Cause cause) {
            List<String> sensitive = stays.stream()
                    .filter(Stay::sensitive)
                    .map(Stay::workloadName)
                    .toList();
            String names = stays.stream().map(Stay::workloadName).collect(Collectors.joining(", "));
            String title = sensitive.isEmpty()
                    ? "Untrusted host %s runs %s".formatted(begin.hostName(), names)
                    : "Untrusted host %s runs sensitive workloads: %s"
                            .formatted(begin.hostName(), String.join(", ", sensitive));
            String detail =
                    "Host %s is not trusted (%s), and runs %s%s. Move them to a trusted host: evacuate the host."
                            .formatted(
                                    begin.hostName(),
                                    begin.reason(),
                                    names,
                                    sensitive.isEmpty() ? "" : " (labelled pci: " + String.join(", ", sensitive) + ")");
            return signal(stays.getFirst(), Signal.Kind.FIRED, title, detail, cause);
        }

        private Signal cleared(Stay stay, String detail, Cause cause) {
            String title = "Host %s no longer runs them untrusted".formatted(begin.hostName());
            return signal(stay, Signal.Kind.CLEARED, title, detail, cause);
        }

        private Signal signal(Stay stay, Signal.Kind kind, String title, String detail, Cause cause) {
            Rule rule = Rule.UNTRUSTED_HOST_RUNS_WORKLOADS;
            return new Signal(
                    rule.id(),
                    stay.tenant(),
                    begin.hostId(),
                    kind,
                    derivedFrom(begin.hostId()),
                    cause,
                    rule.severity(),
                    title,
                    detail);
        }
    }
}
