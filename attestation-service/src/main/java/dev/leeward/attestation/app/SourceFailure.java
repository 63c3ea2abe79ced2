package dev.leeward.attestation.app;

/**
 * Why an inventory source could not be read, or what in it could not be used.
 *
 * @param code machine-readable, for example unreachable
 * @param reason in words, naming the subject
 * @param remedy what an administrator can do about it
 */
public record SourceFailure(String code, String reason, String remedy) {

    @Override
    public String toString() {
        return code + ": " + reason + " " + remedy;
    }
}
