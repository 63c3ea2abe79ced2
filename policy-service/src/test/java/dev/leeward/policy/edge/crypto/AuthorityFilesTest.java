package dev.leeward.policy.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.policy.TestAuthority;
import dev.leeward.policy.edge.crypto.AuthorityFiles.Loaded;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AuthorityFilesTest {
    private static final TestAuthority A = TestAuthority.named("a");
    private static final TestAuthority B = TestAuthority.named("b");

    @Test
    void anAuthorityWithoutAKeyCountsButDoesNotSign() throws Exception {
        var loaded = AuthorityFiles.parse(
                new TreeMap<>(Map.of("a.crt", A.certificate(), "a.key", A.key(), "b.crt", B.certificate())));

        assertThat(loaded).extracting(Loaded::id).containsExactly("a", "b");
        assertThat(loaded.getFirst().key()).isNotNull();
        assertThat(loaded.getLast().key()).isNull();
        assertThat(loaded.getFirst().algorithm()).isEqualTo("SHA384withECDSA");
    }

    @Test
    void mistakesAreNamed() {
        mistake(Map.of(), "it holds no authority with a key");
        mistake(Map.of("a.crt", A.certificate()), "it holds no authority with a key");
        mistake(Map.of("a.key", A.key()), "there is no certificate a.crt to the key a.key");
        mistake(Map.of("a.crt", A.certificate(), "a.key", B.key()), "a.key is not the key of a.crt");
        mistake(Map.of("a.crt", A.certificate(), "a.key", A.certificate()), "a.key holds no private key");
        mistake(Map.of("a.crt", A.key(), "a.key", A.key()), "a.crt does not hold one certificate");
        mistake(Map.of("a.crt", A.certificate().substring(0, 200)), "a.crt");
        mistake(Map.of("a.pem", A.key()), "the file a.pem is named neither <id>.crt nor <id>.key");
        TestAuthority host = TestAuthority.named("host", Duration.ofDays(1), false);
        mistake(Map.of("a.crt", host.certificate(), "a.key", host.key()), "a.crt is no authority's certificate");
    }

    private static void mistake(Map<String, String> texts, String message) {
        assertThatThrownBy(() -> AuthorityFiles.parse(new TreeMap<>(texts)))
                .isInstanceOf(AuthorityMistake.class)
                .hasMessageContaining(message);
    }
}
