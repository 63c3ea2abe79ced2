package dev.leeward.compliance.app.query;

import java.util.List;

/** Proof that two folds of the same log gave the same views. */
public interface ViewDigests {
    /** The digest of every view, all of the same moment. */
    List<ViewDigest> digests();

    /**
     * What a view holds, in short: nothing in it depends on when or in which order events came in.
     *
     * @param sha256 over its rows as text in the order of their keys, lower-case hexadecimal
     */
    record ViewDigest(View view, long rows, String sha256) {}
}
