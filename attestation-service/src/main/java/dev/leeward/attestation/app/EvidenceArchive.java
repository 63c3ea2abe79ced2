package dev.leeward.attestation.app;

import dev.leeward.attestation.host.HostId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows the evidence that is kept of hosts: that which was verified. What was refused is an event, and not kept. */
@ApplicationScoped
public class EvidenceArchive {

    private final EvidenceStore evidence;

    EvidenceArchive(EvidenceStore evidence) {
        this.evidence = evidence;
    }

    /** Evidence of a host, the newest first. */
    @Transactional
    public List<KeptEvidence> page(HostId host, @Nullable UUID before, int limit) {
        return evidence.kept(host, before, limit);
    }

    /** One piece of evidence of a host. */
    @Transactional
    public Optional<KeptEvidence.Whole> find(HostId host, UUID id) {
        return evidence.whole(host, id);
    }
}
