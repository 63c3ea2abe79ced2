package dev.leeward.migration.migration;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.HostTrust;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.host.TrustStatus;
import dev.leeward.migration.placement.DestinationChoice.Wish;
import dev.leeward.migration.placement.Reason;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the tests of this package are about. */
final class Specs {
    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    static final Location EAST_1 = at("east", "east-1");
    static final Location WEST_1 = at("west", "west-1");
    static final Location WEST_3 = at("west", "west-3");
    static final Deadlines DEADLINES = new Deadlines(
            Duration.ofMinutes(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(31),
            Duration.ofMinutes(30),
            Duration.ofSeconds(32),
            Duration.ofSeconds(33),
            Duration.ofSeconds(34),
            Duration.ofSeconds(35));
    static final Approval APPROVAL = new Approval("decision-1", NOW.plusSeconds(600), List.of());

    static final Pending PENDING = new Pending(
            "decision-3", List.of("approval-1"), NOW.plusSeconds(200), new Reason("R40", "needs a second person"));

    private Specs() {}

    static Location at(String site, String host) {
        return new Location(new SiteId(site), new HostId(host));
    }

    static MigrationSpec named() {
        return spec(Kind.LIVE, new HostId("west-1"), new Origin.Api());
    }

    static MigrationSpec anywhere() {
        return spec(Kind.LIVE, null, new Origin.Api());
    }

    static MigrationSpec recovery() {
        return spec(Kind.RECOVERY, null, new Origin.Order("order-1", null, NOW.plusSeconds(300)));
    }

    static MigrationSpec spec(Kind kind, @Nullable HostId named, Origin origin) {
        return new MigrationSpec(
                new MigrationId(new UUID(7, 7)),
                new WorkloadId("acme-web"),
                "web",
                new TenantId("acme"),
                Map.of("tier", "1"),
                kind,
                false,
                EAST_1,
                named,
                new Wish(new SiteId("west"), null),
                new Principal("operator@acme", List.of("tenant-operator"), new TenantId("acme")),
                origin);
    }

    static HostTrust trusted(Location location) {
        return trusted(location, NOW);
    }

    static HostTrust trusted(Location location, Instant attestedAt) {
        return new HostTrust(location.host(), TrustStatus.TRUSTED, "", attestedAt, NOW.plus(Duration.ofDays(1)));
    }

    static HostTrust untrusted(Location location) {
        return new HostTrust(location.host(), TrustStatus.UNTRUSTED, "VMM does not match", NOW, null);
    }
}
