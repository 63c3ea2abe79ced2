package dev.leeward.policy.app;

import dev.leeward.policy.review.Review;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** What it takes to put policies in force. */
@ConfigMapping(prefix = "leeward.policy")
public interface ReviewConfig {
    /** Whether documents must be signed. */
    enum Signatures {
        /** What is unsigned is neither drafted nor published; of what is in force, only what is shipped may be. */
        REQUIRED,
        /** A signature is checked where there is one. */
        OPTIONAL
    }

    /** How many people it takes: {@code single} is for development. */
    @WithDefault("two-person")
    Review review();

    /** Whether policy documents must be signed. */
    @WithDefault("optional")
    Signatures signatures();

    /** A folder with the public keys of those whose signatures count, each a file {@code <key id>.pem}. */
    Optional<Path> signers();
}
