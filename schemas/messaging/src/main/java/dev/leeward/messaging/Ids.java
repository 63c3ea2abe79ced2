package dev.leeward.messaging;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Makes ids: UUIDv7 (RFC 9562), which grow with time, so that indexes on them stay compact. */
@Singleton
public class Ids {
    private final TimeBasedEpochGenerator generator = Generators.timeBasedEpochGenerator();

    /** A new id, greater than those before it in this process. */
    public UUID next() {
        return generator.generate();
    }
}
