package dev.leeward.local;

import java.util.Arrays;
import java.util.List;

/** What listens in the local stack. */
public enum Part {
    KAFKA("kafka", 19_092, "LEEWARD_KAFKA_PORT"),
    POSTGRES("postgres", 15_432, "LEEWARD_POSTGRES_PORT"),
    ATTESTATION("attestation", "attestation-service", 8081, "LEEWARD_ATTESTATION_PORT"),
    POLICY("policy", "policy-service", 8082, "LEEWARD_POLICY_PORT"),
    MIGRATION("migration", "migration-service", 8083, "LEEWARD_MIGRATION_PORT"),
    DR("dr", "dr-orchestrator", 8084, "LEEWARD_DR_PORT"),
    COMPLIANCE("compliance", "compliance-service", 8080, "LEEWARD_CONSOLE_PORT");

    private final String shortName;
    private final String module;
    private final int defaultPort;
    private final String variable;

    Part(String shortName, int defaultPort, String variable) {
        this(shortName, "", defaultPort, variable);
    }

    Part(String shortName, String module, int defaultPort, String variable) {
        this.shortName = shortName;
        this.module = module;
        this.defaultPort = defaultPort;
        this.variable = variable;
    }

    /** The name that users type, which is also the name of a service's database. */
    public String shortName() {
        return shortName;
    }

    /** Folder of the service, which is also its application name. */
    public String module() {
        return module;
    }

    int defaultPort() {
        return defaultPort;
    }

    String variable() {
        return variable;
    }

    boolean isService() {
        return !module.isEmpty();
    }

    public static List<Part> services() {
        return Arrays.stream(values()).filter(Part::isService).toList();
    }
}
