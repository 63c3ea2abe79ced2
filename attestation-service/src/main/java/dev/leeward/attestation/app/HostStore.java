package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.evidence.EndorsementKey;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.Site;
import dev.leeward.attestation.host.SourceId;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.Part;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where hosts and sites are kept. Locks last until the transaction ends. */
public interface HostStore {

    /** The host, locked against every other writer. */
    Optional<HostRecord> lock(HostId id);

    /** Reads many hosts at once, and locks them: those that {@link #lock} is asked for later in the transaction. */
    void lockAll(Collection<HostId> ids);

    Optional<HostRecord> find(HostId id);

    /** Those of the hosts that are known. */
    Map<HostId, HostRecord> find(Collection<HostId> ids);

    /** The host that a TPM speaks for, by its endorsement key. */
    Optional<HostId> boundTo(EndorsementKey tpm);

    /** Every host of the source that was not retired. */
    List<HostId> present(SourceId source);

    /** Every host of any other source that was not retired, with its source. */
    Map<HostId, SourceId> presentElsewhere(Set<SourceId> sources);

    /**
     * Hosts in the order of their ids, retired ones left out.
     *
     * @param site only at this site; null for all
     * @param status only with this status at the time; null for all
     * @param after only after this id; null from the first
     */
    List<HostRecord> page(
            @Nullable String site, @Nullable TrustStatus status, Instant at, @Nullable HostId after, int limit);

    void add(HostRecord host);

    void save(HostRecord host);

    /** Hosts whose result has expired and that nobody else is working on, locked. */
    List<HostRecord> lockExpired(Instant now, int limit);

    /**
     * Hosts with a result under other references than these, in the order of their ids, that nobody else is working on,
     * locked.
     *
     * @param after only after this id; null from the first
     */
    List<HostRecord> lockAppraisedUnderOther(String referenceDigest, @Nullable HostId after, int limit);

    /** Notes that the results of hosts, all locked, rest on these references, which say the same of them. */
    void noteReferences(Collection<HostId> hosts, String referenceDigest);

    /** Has hosts appraised again from their kept evidence, whatever references their results rest on. */
    void appraiseAgain(Collection<HostId> hosts);

    /** Hosts whose last result rests on a manifest of a part, in the order of their ids. */
    List<HostRecord> restingOn(Part part, ManifestId manifest, @Nullable HostId after, int limit);

    /** How many those are. */
    long countRestingOn(Part part, ManifestId manifest);

    List<Site> sites();

    /** Sites that the source knows from now on. */
    void replaceSites(SourceId source, List<Site> sites);

    /** Forgets sites that none of these sources knows. */
    void keepSites(Set<SourceId> sources);

    /** Takes the one turn to change the inventory; others wait until the transaction ends. */
    void lockInventory();

    /** The next number of a stream that belongs to no host and no manifest. */
    long nextInStream(String stream);
}
