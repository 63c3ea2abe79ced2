package dev.leeward.attestation.edge.rest;

import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Remembers agents' tokens that were checked, since each agent sends its own twice in every round, and checking one costs
 * more than all else that is done about a request. A token is remembered until it expires, and no longer than
 * {@link #MEMORY}: that is how long one still counts whose issuer has withdrawn its key meanwhile. Tokens that were
 * refused, those that the issuer itself is asked about, and all that grant anything but the role of an agent are checked
 * each time.
 */
@Singleton
class CheckedTokens {

    static final Duration MEMORY = Duration.ofMinutes(2);
    /** At most; those that were not used for longest are forgotten first. Each takes less than 200 bytes. */
    static final int REMEMBERED = 131_072;

    /** Where Quarkus puts what the issuer said of a token that it was asked about. */
    static final String INTROSPECTION = "introspection";

    private static final Set<String> AGENT = Set.of(Roles.AGENT);
    /** What an agent's token is known by: nothing else of it is of use here. */
    private static final String SUBJECT = Claims.sub.name();

    /** The first half of a token's SHA-256. */
    private record Digest(long high, long low) {

        static Digest of(String token) {
            try {
                ByteBuffer digest = ByteBuffer.wrap(
                        MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
                return new Digest(digest.getLong(), digest.getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }

    private record Checked(String subject, long untilSecond) {}

    /** Those that were used last come last. */
    private final SequencedMap<Digest, Checked> known = new LinkedHashMap<>(16, 0.75f, true);

    private final Clock clock;

    CheckedTokens(Clock clock) {
        this.clock = clock;
    }

    /** Whose token it is, where it was checked not long ago. */
    Optional<SecurityIdentity> recall(String token) {
        Digest digest = Digest.of(token);
        Checked checked;
        synchronized (known) {
            checked = known.get(digest);
        }
        return Optional.ofNullable(checked)
                .filter(still -> still.untilSecond() > clock.instant().getEpochSecond())
                .map(still -> QuarkusSecurityIdentity.builder()
                        .setPrincipal(new Agent(still.subject()))
                        .addRoles(AGENT)
                        .build());
    }

    /** Takes note of a token that was checked just now. */
    void remember(String token, SecurityIdentity caller) {
        if (caller.getRoles().equals(AGENT)
                && caller.getPrincipal() instanceof JsonWebToken jwt
                && jwt.containsClaim(Claims.exp.name())
                && !jwt.containsClaim(Caller.TENANT)
                && caller.getAttribute(INTROSPECTION) == null) {
            Instant now = clock.instant();
            long until = Math.min(jwt.getExpirationTime(), now.plus(MEMORY).getEpochSecond());
            Digest digest = Digest.of(token);
            synchronized (known) {
                known.put(digest, new Checked(jwt.getName(), until));
                forget(now.getEpochSecond());
            }
        }
    }

    /** Those that would be checked again anyway, as far as none that is used more often stands before them; and what is too many. */
    private void forget(long now) {
        Map.Entry<Digest, Checked> oldest = known.firstEntry();
        while (oldest != null && (oldest.getValue().untilSecond() <= now || known.size() > REMEMBERED)) {
            known.pollFirstEntry();
            oldest = known.firstEntry();
        }
    }

    /** An agent, as far as its token says who it is. */
    private record Agent(String subject) implements JsonWebToken {

        @Override
        public String getName() {
            return subject;
        }

        @Override
        public Set<String> getClaimNames() {
            return Set.of(SUBJECT);
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the interface has it
        public <T> @Nullable T getClaim(String name) {
            return name.equals(SUBJECT) ? (T) subject : null;
        }
    }
}
