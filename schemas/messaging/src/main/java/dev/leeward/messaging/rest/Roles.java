package dev.leeward.messaging.rest;

/** What a token's {@code groups} claim may grant. */
public final class Roles {
    /** Runs the product. */
    public static final String ADMIN = "admin";

    /** Moves workloads and runs recovery plans. */
    public static final String OPERATOR = "operator";

    /** Owns reference values and policies. */
    public static final String SECURITY_OFFICER = "security-officer";

    /** Reads everything and changes nothing. */
    public static final String AUDITOR = "auditor";

    /** Moves and recovers the workloads of one tenant; the token names the tenant. */
    public static final String TENANT_OPERATOR = "tenant-operator";

    /** Asks for decisions on behalf of others. */
    public static final String ENFORCEMENT_POINT = "enforcement-point";

    /** Reports for one host: the subject is {@code agent:<hostId>}. */
    public static final String AGENT = "agent";

    private Roles() {}
}
