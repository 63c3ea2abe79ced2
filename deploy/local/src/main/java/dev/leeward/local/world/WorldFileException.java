package dev.leeward.local.world;

import java.nio.file.Path;
import java.util.List;

/** A world file that cannot be used; the message names every mistake by line and field, each with its remedy. */
public final class WorldFileException extends Exception {

    WorldFileException(Path file, List<String> problems) {
        super(file + " cannot be used:\n  " + String.join("\n  ", problems));
    }
}
