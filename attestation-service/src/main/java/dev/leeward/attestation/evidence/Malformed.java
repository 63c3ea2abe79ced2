package dev.leeward.attestation.evidence;

/** Bytes that are not the structure they claim to be; the message names the field and the value. */
public final class Malformed extends Exception {

    Malformed(String message) {
        super(message);
    }
}
