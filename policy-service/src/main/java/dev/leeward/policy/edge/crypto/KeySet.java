package dev.leeward.policy.edge.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * A file with a JSON Web Key Set (RFC 7517) of keys on P-256, as it was read.
 *
 * @param keys public keys by their id
 * @param changedAt when the file was changed last
 * @param size its length in bytes
 */
record KeySet(Map<String, PublicKey> keys, FileTime changedAt, long size) {
    /** A file that is no such key set; the message says why. */
    static final class Mistake extends Exception {
        private static final long serialVersionUID = 1L;

        Mistake(String message, Throwable cause) {
            super(message, cause);
        }

        Mistake(String message) {
            super(message);
        }
    }

    KeySet {
        keys = Map.copyOf(keys);
    }

    static KeySet read(Path file) throws Mistake {
        try {
            FileTime changedAt = Files.getLastModifiedTime(file);
            byte[] text = Files.readAllBytes(file);
            return new KeySet(parse(new String(text, StandardCharsets.UTF_8)), changedAt, text.length);
        } catch (IOException e) {
            throw new Mistake("it cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether the file still seems to be what was read. */
    boolean isOf(Path file) {
        try {
            return Files.getLastModifiedTime(file).equals(changedAt) && Files.size(file) == size;
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<String, PublicKey> parse(String json) throws Mistake {
        try {
            Map<String, PublicKey> keys = new HashMap<>();
            for (JsonWebKey key : new JsonWebKeySet(json).getJsonWebKeys()) {
                if (!(key instanceof EllipticCurveJsonWebKey ec) || !EllipticCurves.P_256.equals(ec.getCurveName())) {
                    throw new Mistake("the key " + key.getKeyId() + " is not on P-256 (kty EC)");
                }
                if (ec.getPrivateKey() != null) {
                    throw new Mistake("the key " + key.getKeyId() + " is a private one, which is now to be given up");
                }
                if (ec.getKeyId() == null || keys.put(ec.getKeyId(), ec.getPublicKey()) != null) {
                    throw new Mistake("the key id " + ec.getKeyId() + " does not name one key");
                }
            }
            if (keys.isEmpty()) {
                throw new Mistake("it holds no key");
            }
            return keys;
        } catch (JoseException e) {
            throw new Mistake("it is no JSON Web Key Set: " + e.getMessage(), e);
        }
    }
}
