package dev.leeward.events;

/** The services that write and read topics; the name is also the Kafka principal and the prefix of the consumer groups. */
public enum Service {
    ATTESTATION("attestation-service"),
    POLICY("policy-service"),
    MIGRATION("migration-service"),
    DR("dr-orchestrator"),
    COMPLIANCE("compliance-service");

    private final String serviceName;

    Service(String serviceName) {
        this.serviceName = serviceName;
    }

    /** The name that the service runs under, for example {@code policy-service}. */
    public String serviceName() {
        return serviceName;
    }

    /**
     * The service of that name.
     *
     * @throws IllegalArgumentException where no service has the name
     */
    public static Service named(String serviceName) {
        for (Service service : values()) {
            if (service.serviceName.equals(serviceName)) {
                return service;
            }
        }
        throw new IllegalArgumentException("No service is named " + serviceName);
    }
}
