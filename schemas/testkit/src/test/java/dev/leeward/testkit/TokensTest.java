package dev.leeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    @TempDir
    Path directory;

    @Test
    void aTokenSaysWhoInWhichRolesAndForWhichTenant() throws InvalidJwtException, MalformedClaimException {
        JwtClaims claims = verify(Tokens.token("tenant-operator", "acme"));

        assertThat(claims.getSubject()).isEqualTo("tenant-operator@acme");
        assertThat(claims.getStringListClaimValue("groups")).containsExactly("tenant-operator");
        assertThat(claims.getClaimValueAsString("tenant")).isEqualTo("acme");
        assertThat(claims.getIssuer()).isEqualTo("https://leeward.local");
    }

    @Test
    void theProvidersOwnPeopleHaveNoTenant() throws InvalidJwtException {
        assertThat(verify(Tokens.token("auditor")).hasClaim("tenant")).isFalse();
    }

    @Test
    void anAgentSpeaksForItsHost() throws InvalidJwtException, MalformedClaimException {
        assertThat(verify(Tokens.agent("west-1")).getSubject()).isEqualTo("agent:west-1");
    }

    @Test
    void everyWrongTokenIsRefused() {
        assertThat(Tokens.refused("admin"))
                .hasSize(7)
                .allSatisfy((what, token) ->
                        assertThatThrownBy(() -> verify(token)).as(what).isInstanceOf(InvalidJwtException.class));
    }

    @Test
    void theKeyIsMadeOnceAndKept() {
        String token =
                LocalIssuer.in(directory).token("operator@example", Set.of("operator"), null, Duration.ofHours(1));

        assertThat(LocalIssuer.in(directory).publicKey())
                .isEqualTo(LocalIssuer.in(directory).publicKey());
        assertThat(token.split("\\.")).hasSize(3);
    }

    @Test
    void theKeyIsForItsOwnerOnly() throws IOException {
        LocalIssuer.in(directory);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("issuer-key.pem"))))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void severalWhoStartAtOnceGetTheSameKey() throws InterruptedException, ExecutionException {
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<Callable<String>> starts = IntStream.range(0, 4)
                    .<Callable<String>>mapToObj(
                            _ -> () -> LocalIssuer.in(directory).publicKey())
                    .toList();
            List<String> keys = new java.util.ArrayList<>();
            for (Future<String> key : executor.invokeAll(starts)) {
                keys.add(key.get());
            }
            assertThat(keys).hasSize(4).containsOnly(keys.getFirst());
        }
    }

    @Test
    void aBrokenKeyFileIsNamedWithItsRemedy() throws IOException {
        Files.writeString(directory.resolve("issuer-key.pem"), "not a key");

        assertThatThrownBy(() -> LocalIssuer.in(directory))
                .hasMessageContaining("issuer-key.pem")
                .hasMessageContaining("delete the file");
    }

    private static JwtClaims verify(String token) throws InvalidJwtException {
        return new JwtConsumerBuilder()
                .setVerificationKey(Tokens.issuer().verificationKey())
                .setExpectedIssuer(LocalIssuer.ISSUER)
                .setExpectedAudience(LocalIssuer.AUDIENCE)
                .setRequireExpirationTime()
                .build()
                .processToClaims(token);
    }
}
