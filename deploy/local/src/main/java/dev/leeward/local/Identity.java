package dev.leeward.local;

import dev.leeward.testkit.LocalIssuer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The local issuer of tokens, in the place of an organisation's identity provider. */
public record Identity(LocalIssuer keys) {
    private static final Duration LIFETIME = Duration.ofHours(12);

    static Identity at(Path folder) {
        return new Identity(LocalIssuer.in(folder));
    }

    String publicKey() {
        return keys.publicKey();
    }

    String issuer() {
        return LocalIssuer.ISSUER;
    }

    /** A token for twelve hours, bound to a tenant where one is named. */
    public String token(String subject, String role, @Nullable String tenant) {
        return keys.token(subject, Set.of(role), tenant, LIFETIME);
    }
}
