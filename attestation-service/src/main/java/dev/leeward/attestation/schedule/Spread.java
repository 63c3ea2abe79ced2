package dev.leeward.attestation.schedule;

import dev.leeward.attestation.host.HostId;

/** What keeps many hosts from coming at once: a place of its own for each, the same after every restart. */
final class Spread {

    // FNV-1a (64 bit), then the finalizer of SplitMix64 (Steele, Lea, Flood 2014), which makes close inputs differ in
    // all bits.
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Spread() {}

    /** A number from 0 up to 1, evenly spread over hosts, and for one host over the numbers of its attempts. */
    static double of(HostId host, int attempt) {
        long hash = OFFSET;
        for (int i = 0; i < host.value().length(); i++) {
            hash = (hash ^ host.value().charAt(i)) * PRIME;
        }
        return (mix(hash + attempt * 0x9e3779b97f4a7c15L) >>> 11) * 0x1.0p-53;
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
