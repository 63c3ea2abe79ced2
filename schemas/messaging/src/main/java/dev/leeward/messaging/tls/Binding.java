package dev.leeward.messaging.tls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where to listen, and as whom.
 *
 * @param settings prefix of the settings that it comes from, for messages
 * @param certificate PEM file of the certificate, and those of its authorities
 * @param key PEM file of the certificate's private key
 * @param clientAuthority PEM file of the authority that signs clients' certificates; clients need none where empty
 */
public record Binding(
        String settings,
        String host,
        int port,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<Path> clientAuthority) {

    /**
     * A file that is needed.
     *
     * @param key the setting that names it
     * @throws IllegalStateException where it is not set or cannot be read; the message names the setting
     */
    public Path needed(String key, Optional<Path> file) {
        if (file.isEmpty() || !Files.isReadable(file.get())) {
            throw new IllegalStateException("%s.%s: %s. It is needed for what listens on port %d."
                    .formatted(
                            settings,
                            key,
                            file.map(path -> path + " cannot be read").orElse("is not set"),
                            port));
        }
        return file.get();
    }

    Path certificateFile() {
        return needed("certificate", certificate);
    }

    Path keyFile() {
        return needed("key", key);
    }

    Optional<Path> clientAuthorityFile() {
        return clientAuthority.map(file -> needed("client-ca", Optional.of(file)));
    }

    Stream<Path> files() {
        return Stream.concat(Stream.of(certificateFile(), keyFile()), clientAuthorityFile().stream());
    }
}
