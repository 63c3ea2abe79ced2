package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.ManifestRecord;
import dev.leeward.attestation.app.ManifestRecord.Retirement;
import dev.leeward.attestation.reference.ManifestSignature;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ReferenceManifest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version of a reference manifest.
 *
 * @param id identifier
 * @param version version, from 1
 * @param part part of a host that it speaks of
 * @param product what it describes
 * @param productVersion the version that it describes
 * @param appliesTo the hosts that it is for
 * @param tag labels of the asset tag; null where it is of another part
 * @param signature who signed it; null where it is unsigned
 * @param inForce whether it counts
 * @param publishedAt when this version came into force
 * @param retiredAt when it was retired; null while in force
 * @param retiredReason why; null while in force
 * @param values known-good measurements in the order of extension
 */
public record ManifestView(
        String id,
        int version,
        Part part,
        String product,
        String productVersion,
        ManifestDocument.Hosts appliesTo,
        @Nullable Map<String, String> tag,
        @Nullable Signature signature,
        boolean inForce,
        Instant publishedAt,
        @Nullable Instant retiredAt,
        @Nullable String retiredReason,
        List<ManifestDocument.Value> values) {

    /**
     * A reference provider's signature.
     *
     * @param provider who signed
     * @param keyId with which key
     * @param signedAt when, as the signer states it
     * @param jws the signed document, JWS in compact form
     */
    public record Signature(String provider, String keyId, Instant signedAt, String jws) {

        static @Nullable Signature of(@Nullable ManifestSignature signature) {
            return signature == null
                    ? null
                    : new Signature(
                            signature.provider().value(), signature.keyId(), signature.signedAt(), signature.jws());
        }
    }

    static ManifestView of(ManifestRecord manifest) {
        ReferenceManifest content = manifest.manifest();
        Retirement retirement = manifest.retirement();
        return new ManifestView(
                content.id().value(),
                content.version(),
                content.part(),
                content.product(),
                content.productVersion(),
                ManifestDocument.Hosts.of(content.appliesTo()),
                content.tag() == null ? null : content.tag().labels(),
                Signature.of(manifest.signature()),
                manifest.inForce(),
                manifest.publishedAt(),
                retirement == null ? null : retirement.at(),
                retirement == null ? null : retirement.reason(),
                content.values().stream().map(ManifestDocument.Value::of).toList());
    }
}
