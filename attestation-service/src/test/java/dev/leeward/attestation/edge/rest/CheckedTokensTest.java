package dev.leeward.attestation.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.MutableClock;
import io.quarkus.oidc.runtime.OidcJwtCallerPrincipal;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.security.Principal;
import java.time.Duration;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckedTokensTest {

    private final MutableClock clock = new MutableClock();
    private final CheckedTokens tokens = new CheckedTokens(clock);

    @Test
    void an_agents_token_that_was_checked_is_known_and_no_other_is() {
        tokens.remember("Bearer one", agent("agent:one", Duration.ofHours(1)).build());

        SecurityIdentity caller = tokens.recall("Bearer one").orElseThrow();

        assertThat(caller.getPrincipal().getName()).isEqualTo("agent:one");
        assertThat(caller.getRoles()).containsExactly("agent");
        assertThat(tokens.recall("Bearer onE")).isEmpty();
    }

    @Test
    void a_token_that_grants_more_or_is_a_tenants_is_checked_each_time() {
        tokens.remember(
                "Bearer more",
                agent("agent:one", Duration.ofHours(1)).addRole("admin").build());
        tokens.remember(
                "Bearer other",
                QuarkusSecurityIdentity.builder()
                        .setPrincipal(token("ann", Duration.ofHours(1), null))
                        .addRole("admin")
                        .build());
        tokens.remember(
                "Bearer tenant",
                QuarkusSecurityIdentity.builder()
                        .setPrincipal(token("agent:one", Duration.ofHours(1), "acme"))
                        .addRole("agent")
                        .build());

        assertThat(tokens.recall("Bearer more")).isEmpty();
        assertThat(tokens.recall("Bearer other")).isEmpty();
        assertThat(tokens.recall("Bearer tenant")).isEmpty();
    }

    @Test
    void it_is_known_for_two_minutes_and_must_be_checked_again_then() {
        tokens.remember("Bearer one", agent("one", Duration.ofHours(1)).build());

        clock.advance(CheckedTokens.MEMORY);

        assertThat(tokens.recall("Bearer one")).isEmpty();
    }

    @Test
    void it_is_not_known_beyond_its_own_end() {
        tokens.remember("Bearer one", agent("one", Duration.ofSeconds(3)).build());
        assertThat(tokens.recall("Bearer one")).isPresent();

        clock.advance(Duration.ofSeconds(4));

        assertThat(tokens.recall("Bearer one")).isEmpty();
    }

    @Test
    void what_the_issuer_was_asked_about_is_asked_again_and_what_is_no_token_is_left_alone() {
        tokens.remember(
                "Bearer asked",
                agent("asked", Duration.ofHours(1))
                        .addAttribute(CheckedTokens.INTROSPECTION, "active")
                        .build());
        Principal opaque = () -> "opaque";
        tokens.remember(
                "Bearer opaque",
                QuarkusSecurityIdentity.builder().setPrincipal(opaque).build());

        assertThat(tokens.recall("Bearer asked")).isEmpty();
        assertThat(tokens.recall("Bearer opaque")).isEmpty();
    }

    @Test
    void of_more_than_are_remembered_the_one_that_was_not_used_for_longest_is_forgotten() {
        for (int i = 0; i < CheckedTokens.REMEMBERED; i++) {
            tokens.remember("Bearer " + i, agent("agent", Duration.ofHours(1)).build());
        }
        assertThat(tokens.recall("Bearer 0")).isPresent();

        tokens.remember("Bearer more", agent("agent", Duration.ofHours(1)).build());

        assertThat(tokens.recall("Bearer 0")).isPresent();
        assertThat(tokens.recall("Bearer 1")).isEmpty();
    }

    private QuarkusSecurityIdentity.Builder agent(String name, Duration life) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(token(name, life, null))
                .addRole("agent");
    }

    private JsonWebToken token(String name, Duration life, @Nullable String tenant) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(name);
        if (tenant != null) {
            claims.setStringClaim("tenant", tenant);
        }
        claims.setExpirationTime(
                NumericDate.fromSeconds(clock.instant().plus(life).getEpochSecond()));
        return new OidcJwtCallerPrincipal(claims, new TokenCredential("raw", "bearer"));
    }
}
