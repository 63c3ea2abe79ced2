package dev.leeward.local;

import dev.leeward.testkit.LocalIssuer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
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

    /** Gives the same token again and again, and a new one long before that expires. */
    Supplier<String> tokens(String subject, String role, @Nullable String tenant) {
        return new Supplier<>() {
            private @Nullable String token;
            private long renewal;

            @Override
            public synchronized String get() {
                var held = token;
                if (held == null || System.nanoTime() - renewal > 0) {
                    held = Identity.this.token(subject, role, tenant);
                    token = held;
                    renewal = System.nanoTime() + LIFETIME.dividedBy(2).toNanos();
                }
                return held;
            }
        };
    }
}
