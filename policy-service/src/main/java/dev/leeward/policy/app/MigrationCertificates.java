package dev.leeward.policy.app;

import dev.leeward.messaging.Ids;
import dev.leeward.policy.app.MigrationAuthority.Authority;
import dev.leeward.policy.app.MigrationAuthority.Content;
import dev.leeward.policy.app.MigrationAuthority.Reading;
import dev.leeward.policy.app.MigrationAuthority.Signed;
import dev.leeward.policy.certificate.Grant;
import dev.leeward.policy.certificate.HostNames;
import dev.leeward.policy.certificate.IssuedCertificate;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Gives hosts their certificates for migrations: to those that are trusted right now, and for no longer than that. */
@ApplicationScoped
public class MigrationCertificates {
    private static final Logger LOG = Logger.getLogger(MigrationCertificates.class);

    private final MigrationAuthority authority;
    private final KnownFacts known;
    private final IssuedCertificates issued;
    private final Freshness freshness;
    private final Grant.Terms terms;
    private final Duration kept;
    private final Ids ids;
    private final Clock clock;
    private final MeterRegistry metrics;

    MigrationCertificates(
            MigrationAuthority authority,
            KnownFacts known,
            IssuedCertificates issued,
            Freshness freshness,
            MigrationCaConfig config,
            PolicyConfig policy,
            Ids ids,
            Clock clock,
            MeterRegistry metrics) {
        this.authority = authority;
        this.known = known;
        this.issued = issued;
        this.freshness = freshness;
        this.terms = new Grant.Terms(config.lifetime(), policy.maxStaleness());
        this.kept = config.kept();
        this.ids = ids;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** What came of asking for one. */
    public sealed interface Outcome {
        /** It was given; {@code pem} is the certificate. */
        record Given(IssuedCertificate certificate, String pem) implements Outcome {}

        /** It was not. */
        record Refused(String code, String reason, String remedy) implements Outcome {}
    }

    /** Gives a host a certificate in answer to its request, and keeps what it rested on. */
    @Transactional
    public Outcome issue(HostId host, String request) {
        Outcome outcome = decide(host, request);
        switch (outcome) {
            case Outcome.Given(var certificate, var _) -> {
                issued.keep(certificate);
                issued.forget(certificate.issuedAt().minus(kept));
                count("issued");
                LOG.infof(
                        "migration-certificate.issued host=%s serial=%s authority=%s until=%s",
                        host, certificate.serial(), certificate.authority(), certificate.notAfter());
            }
            case Outcome.Refused(var code, var reason, var _) -> {
                count(code);
                LOG.warnf("migration-certificate.refused host=%s code=%s cause=%s", host, code, reason);
            }
        }
        return outcome;
    }

    private void count(String outcome) {
        metrics.counter("leeward.migration.ca.requests", "outcome", outcome).increment();
    }

    private Outcome decide(HostId id, String request) {
        Optional<Authority> issuing = authority.issuing();
        if (issuing.isEmpty()) {
            return new Outcome.Refused(
                    "no-migration-ca",
                    "This service has no authority for migration certificates.",
                    "Let leeward.migration-ca.authorities name a folder with one.");
        }
        return switch (authority.read(request)) {
            case Reading.Unusable(var reason) ->
                new Outcome.Refused(
                        "request-unusable",
                        "The request for a certificate cannot be used: " + reason + ".",
                        "Make one with: openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN="
                                + id);
            case Reading.Proven(var name, var _)
            when !name.equals(id.value()) ->
                new Outcome.Refused(
                        "not-its-name",
                        "The request asks for a certificate in another name than host %s.".formatted(id),
                        "Ask with the subject CN=%s.".formatted(id));
            case Reading.Proven proven -> decide(id, proven, issuing.get());
        };
    }

    private Outcome decide(HostId id, Reading.Proven proven, Authority issuing) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        HostView host = known.hosts(List.of(id)).stream().findFirst().orElse(null);
        return switch (Grant.of(id, host, freshness.lag().behind(), terms, now)) {
            case Grant.Refused(var code, var reason, var remedy) -> new Outcome.Refused(code, reason, remedy);
            case Grant.Given given
            when !given.notAfter().isBefore(issuing.notAfter()) ->
                new Outcome.Refused(
                        "authority-ends",
                        "The authority %s ends at %s.".formatted(issuing.id(), issuing.notAfter()),
                        "Put its successor into the folder of leeward.migration-ca.authorities.");
            case Grant.Given given -> {
                List<String> names = HostNames.of(Objects.requireNonNull(host), name -> known.isOfAnother(name, id));
                yield names.isEmpty()
                        ? new Outcome.Refused(
                                "no-name",
                                "Neither the id nor the name of host %s is a host name of its own.".formatted(id),
                                "Name it in the inventory as other hosts reach it.")
                        : given(id, proven, given, names, now);
            }
        };
    }

    private Outcome given(HostId id, Reading.Proven proven, Grant.Given given, List<String> names, Instant now) {
        Signed signed = authority.sign(new Content(id, names, proven.key(), given.notBefore(), given.notAfter()));
        return new Outcome.Given(
                new IssuedCertificate(
                        ids.next(),
                        id,
                        signed.serial(),
                        signed.authority(),
                        names,
                        signed.key(),
                        now,
                        given.notBefore(),
                        given.notAfter(),
                        Objects.requireNonNull(given.trust().attestedAt()),
                        Objects.requireNonNull(given.trust().attestedUntil()),
                        given.trust().assurance()),
                signed.pem());
    }
}
