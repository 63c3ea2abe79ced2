package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.TrustEvent;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.Inventory;
import dev.leeward.attestation.host.SourceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the hosts known here those of the inventory sources. */
@ApplicationScoped
public class InventorySync {

    /**
     * What a comparison changed.
     *
     * @param discovered hosts that are new, or came back
     * @param changed hosts whose description changed
     * @param retired hosts that are gone
     * @param conflicts hosts that another source lists already; they stay as that one describes them
     */
    public record Changes(int discovered, int changed, int retired, List<Conflict> conflicts) {
        public Changes {
            conflicts = List.copyOf(conflicts);
        }

        Changes andRetired(int more) {
            return new Changes(discovered, changed, retired + more, conflicts);
        }

        /** Whether anything changed. */
        public boolean any() {
            return discovered + changed + retired > 0;
        }
    }

    /**
     * Two sources list the same host.
     *
     * @param host the host
     * @param owner the source that had it first, and keeps it
     * @param claimant the source that lists it too
     */
    public record Conflict(HostId host, SourceId owner, SourceId claimant) {

        SourceFailure toFailure() {
            return new SourceFailure(
                    "host-listed-twice",
                    "Host " + host + " is listed by " + claimant + ", and by " + owner + ", which keeps it.",
                    "Remove it from one of the two.");
        }
    }

    private final HostStore hosts;
    private final Ledger ledger;
    private final Turns turns;
    private final VouchedRefusals refusals;

    InventorySync(HostStore hosts, Ledger ledger, Turns turns, VouchedRefusals refusals) {
        this.hosts = hosts;
        this.ledger = ledger;
        this.turns = turns;
        this.refusals = refusals;
    }

    /**
     * Discovers, updates and retires hosts of the inventory's source, all or nothing. Hosts of other configured sources
     * are left alone; those of a source that is configured no more pass to this one.
     */
    @Transactional
    public Changes apply(Inventory inventory, Set<SourceId> configured) {
        hosts.lockInventory();
        hosts.replaceSites(inventory.source(), inventory.sites());
        int discovered = 0;
        List<HostId> changed = new ArrayList<>();
        List<Conflict> conflicts = new ArrayList<>();
        Set<HostId> gone = new HashSet<>(hosts.present(inventory.source()));
        gone.removeAll(inventory.unclear());
        hosts.lockAll(Stream.concat(gone.stream(), inventory.hosts().stream().map(HostDescription::id))
                .collect(Collectors.toSet()));
        for (HostDescription description : inventory.hosts()) {
            gone.remove(description.id());
            Optional<HostRecord> known = hosts.lock(description.id());
            if (known.isEmpty()) {
                hosts.add(announce(HostRecord.discovered(description)));
                discovered++;
                continue;
            }
            SourceId owner = known.get().description().source();
            if (!known.get().present()) {
                HostRecord anew = known.get()
                        .with(description)
                        .withFacts(Map.of())
                        .with(known.get().trust().apply(new TrustEvent.Rediscovered()));
                hosts.save(announce(anew));
                discovered++;
            } else if (!owner.equals(inventory.source()) && configured.contains(owner)) {
                conflicts.add(new Conflict(description.id(), owner, inventory.source()));
            } else if (!known.get().description().equals(description)) {
                hosts.save(redescribe(known.get(), description));
                changed.add(description.id());
            }
        }
        gone.stream().sorted().forEach(id -> retire(id, "It is no longer in the inventory."));
        hosts.appraiseAgain(changed);
        return new Changes(discovered, changed.size(), gone.size(), conflicts);
    }

    /** Retires hosts of sources that are configured no more; returns how many. */
    @Transactional
    public int retireOrphans(Set<SourceId> configured) {
        hosts.lockInventory();
        hosts.keepSites(configured);
        Map<HostId, SourceId> orphans = new TreeMap<>(hosts.presentElsewhere(configured));
        orphans.forEach((id, source) -> retire(id, "Its inventory source " + source + " is no longer configured."));
        return orphans.size();
    }

    private HostRecord announce(HostRecord host) {
        HostRecord said = ledger.say(host, new HostFact.Discovered());
        return ledger.sayTrust(said, said.trust().status());
    }

    private HostRecord redescribe(HostRecord host, HostDescription description) {
        HostRecord said = ledger.say(host.with(description), new HostFact.Discovered());
        boolean namedInTrust = host.description().site().equals(description.site())
                && host.description().name().equals(description.name());
        return namedInTrust ? said : ledger.sayTrust(said, said.trust().status());
    }

    private void retire(HostId id, String reason) {
        hosts.lock(id)
                .ifPresent(host -> host.trust().retire(reason).ifPresent(event -> {
                    HostRecord withdrawn = ledger.happen(ledger.withdrawKey(host, reason), event);
                    hosts.save(ledger.say(withdrawn, new HostFact.Retired(reason)));
                    turns.end(id);
                    refusals.forget(id);
                }));
    }
}
