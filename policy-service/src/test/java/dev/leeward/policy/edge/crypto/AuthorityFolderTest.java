package dev.leeward.policy.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.policy.TestAuthority;
import dev.leeward.policy.app.MigrationAuthority.Authority;
import dev.leeward.policy.app.MigrationCaConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityFolderTest {
    @TempDir
    Path folder;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    private AuthorityFolder started() {
        AuthorityFolder authorities = new AuthorityFolder(
                new MigrationCaConfig() {
                    @Override
                    public Optional<Path> authorities() {
                        return Optional.of(folder);
                    }

                    @Override
                    public Duration lifetime() {
                        return Duration.ofMinutes(10);
                    }

                    @Override
                    public Duration kept() {
                        return Duration.ofDays(30);
                    }
                },
                Clock.systemUTC(),
                metrics);
        authorities.onStart(new StartupEvent());
        return authorities;
    }

    @Test
    void aMistakeEndsTheServiceAtItsStartAndOnlyThen() throws Exception {
        assertThatThrownBy(this::started)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("leeward.migration-ca.authorities")
                .hasMessageContaining("it holds no authority with a key");

        TestAuthority.named("a").into(folder, "a");
        AuthorityFolder authorities = started();
        Files.writeString(folder.resolve("a.key"), "nothing");

        assertThat(authorities.issuing()).map(Authority::id).hasValue("a");
    }

    @Test
    void howLongTheOneThatSignsWillDoSoCanBeSeen() throws Exception {
        TestAuthority.named("a").into(folder, "a");
        TestAuthority.named("b", Duration.ofHours(1), true).into(folder, "b");
        started();

        assertThat(metrics.get("leeward.migration.ca.remaining").gauge().value())
                .isBetween(3500.0, 3600.0);
    }
}
