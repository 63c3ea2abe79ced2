package dev.leeward.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.sql.DatabaseFailure;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries a command out once for each key: the answer is kept in the transaction of the command, so that both are
 * there or neither is.
 */
@ApplicationScoped
public class IdempotencyKeys {
    private static final int MAX_LENGTH = 255;

    private final AgroalDataSource dataSource;
    private final ObjectMapper mapper;

    IdempotencyKeys(AgroalDataSource dataSource, ObjectMapper mapper) {
        this.dataSource = dataSource;
        this.mapper = mapper;
    }

    /**
     * Carries out the command, or gives the answer of the first time. Joins the caller's transaction, else begins one.
     *
     * @param key what the caller sent as {@code Idempotency-Key}; null where nothing was sent
     * @param scope within which the key is unique, for example tenant and endpoint
     * @param body of the request: text, bytes, or a record that is written as JSON; the same key with another body is
     *     refused
     * @param command its answer is kept as JSON; where it throws, nothing is kept
     * @throws ProblemException 400 {@code idempotency-key-missing} or {@code idempotency-key-malformed}; 409
     *     {@code idempotency-key-in-flight} while the first one is being carried out; 422
     *     {@code idempotency-key-reused} where the body differs
     */
    public <T> Replayable once(@Nullable String key, String scope, Object body, Supplier<T> command) {
        String checked = check(key);
        byte[] digest = sha256(bytes(body));
        return QuarkusTransaction.joiningExisting().call(() -> {
            try (Connection connection = dataSource.getConnection()) {
                if (!lock(connection, scope, checked)) {
                    throw ProblemException.refused(
                            409,
                            "idempotency-key-in-flight",
                            "The first request with this Idempotency-Key is still being carried out.",
                            checked,
                            "Wait a second and send the same request again.");
                }
                Replayable kept = find(connection, scope, checked, digest);
                if (kept != null) {
                    return kept;
                }
                String answer = mapper.writeValueAsString(command.get());
                keep(connection, scope, checked, digest, answer);
                return new Replayable(answer, false, mapper);
            } catch (SQLException e) {
                throw new DatabaseFailure("The idempotency key could not be kept", e);
            }
        });
    }

    private @Nullable Replayable find(Connection connection, String scope, String key, byte[] digest)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select body_digest, answer from idempotency_key where scope = ? and key = ?")) {
            select.setString(1, scope);
            select.setString(2, key);
            try (ResultSet found = select.executeQuery()) {
                if (!found.next()) {
                    return null;
                }
                if (!MessageDigest.isEqual(digest, found.getBytes(1))) {
                    throw ProblemException.refused(
                            422,
                            "idempotency-key-reused",
                            "This Idempotency-Key was used before, with another request body.",
                            key,
                            "Use a new key for a new request.");
                }
                return new Replayable(found.getString(2), true, mapper);
            }
        }
    }

    private static void keep(Connection connection, String scope, String key, byte[] digest, String answer)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into idempotency_key (scope, key, body_digest, answer) values (?, ?, ?, ?)")) {
            insert.setString(1, scope);
            insert.setString(2, key);
            insert.setBytes(3, digest);
            insert.setString(4, answer);
            insert.executeUpdate();
        }
    }

    /** Held until the transaction ends, also by a crash. */
    private static boolean lock(Connection connection, String scope, String key) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select pg_try_advisory_xact_lock(hashtextextended(?, 20))")) {
            lock.setString(1, scope + '\n' + key);
            try (ResultSet answer = lock.executeQuery()) {
                answer.next();
                return answer.getBoolean(1);
            }
        }
    }

    private static String check(@Nullable String key) {
        if (key == null || key.isBlank()) {
            throw ProblemException.badRequest(
                    "idempotency-key-missing",
                    "The header Idempotency-Key is missing.",
                    "Idempotency-Key",
                    "Send a key that is unique to this request, for example a UUID, and the same one when you repeat it.");
        }
        if (key.length() > MAX_LENGTH || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw ProblemException.badRequest(
                    "idempotency-key-malformed",
                    "The header Idempotency-Key must have 1 to 255 visible ASCII characters.",
                    "Idempotency-Key",
                    "Send for example a UUID.");
        }
        return key;
    }

    private byte[] bytes(Object body) {
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return mapper.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The request body cannot be written as JSON", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
