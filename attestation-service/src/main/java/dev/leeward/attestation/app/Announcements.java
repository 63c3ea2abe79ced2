package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.ManifestSignature;
import dev.leeward.attestation.reference.ReferenceManifest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says facts to the other services, within the transaction that makes them true. */
public interface Announcements {

    /** Which life of their source the numbers of facts belong to. */
    long EPOCH = 1;

    /** Says a fact about a host; the host's sequence is the fact's. */
    void say(HostRecord host, HostFact fact);

    /** Says that evidence came for a host that is not in the inventory. */
    void rejectedFromStranger(HostId claimed, UUID challengeId, Rejection rejection, long sequence);

    /** Says that a manifest is in force, signed or (null) not. */
    void published(ReferenceManifest manifest, @Nullable ManifestSignature signature, long sequence);

    /** Says that a manifest no longer counts. */
    void retired(ManifestId manifest, int version, String reason, long sequence);
}
