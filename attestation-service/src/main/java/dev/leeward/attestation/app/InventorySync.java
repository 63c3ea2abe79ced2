package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.TrustEvent;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.Inventory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the hosts known here those of the inventory. */
@ApplicationScoped
public class InventorySync {

    /**
     * What a comparison changed.
     *
     * @param discovered hosts that are new, or came back
     * @param changed hosts whose description changed
     * @param retired hosts that are gone
     */
    public record Changes(int discovered, int changed, int retired) {}

    private final HostStore hosts;
    private final Ledger ledger;

    InventorySync(HostStore hosts, Ledger ledger) {
        this.hosts = hosts;
        this.ledger = ledger;
    }

    /** Discovers, updates and retires, all or nothing. */
    @Transactional
    public Changes apply(Inventory inventory) {
        hosts.lockInventory();
        hosts.replaceSites(inventory.sites());
        int discovered = 0;
        int changed = 0;
        Set<HostId> gone = new HashSet<>(hosts.present());
        for (HostDescription description : inventory.hosts()) {
            gone.remove(description.id());
            Optional<HostRecord> known = hosts.lock(description.id());
            if (known.isEmpty()) {
                hosts.add(announce(HostRecord.discovered(description)));
                discovered++;
            } else if (!known.get().present()) {
                HostRecord anew = known.get()
                        .with(description)
                        .withFacts(Map.of())
                        .with(known.get().trust().apply(new TrustEvent.Rediscovered()));
                hosts.save(announce(anew));
                discovered++;
            } else if (!known.get().description().equals(description)) {
                hosts.save(redescribe(known.get(), description));
                hosts.appraiseAgain(List.of(description.id()));
                changed++;
            }
        }
        gone.stream().sorted().forEach(this::retire);
        return new Changes(discovered, changed, gone.size());
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

    private void retire(HostId id) {
        String reason = "It is no longer in the inventory.";
        hosts.lock(id)
                .ifPresent(host -> host.trust().retire(reason).ifPresent(event -> {
                    HostRecord withdrawn = ledger.happen(host, event).withoutKey();
                    hosts.save(ledger.say(withdrawn, new HostFact.Retired(reason)));
                }));
    }
}
