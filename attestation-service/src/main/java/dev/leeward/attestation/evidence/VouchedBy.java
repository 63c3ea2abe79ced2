package dev.leeward.attestation.evidence;

/**
 * A manager of hosts, such as a vCenter, reported the values when we asked it. It answers for their origin and freshness;
 * there is no nonce of ours, no signature that we could check, and no firmware log. Whoever holds the manager can make up
 * such evidence, so results from it never have more than the assurance {@code VOUCHED}.
 *
 * @param manager the inventory source that stands for the manager
 */
public record VouchedBy(String manager) implements Voucher {

    public VouchedBy {
        if (manager.isBlank()) {
            throw new IllegalArgumentException("the manager that vouches has no name");
        }
    }
}
