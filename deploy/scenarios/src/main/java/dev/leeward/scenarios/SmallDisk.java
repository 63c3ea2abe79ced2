package dev.leeward.scenarios;

import dev.leeward.local.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file system of a few hundred MiB (tmpfs) that a drill may fill. */
final class SmallDisk implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Whether this process may mount one: root on Linux, outside of the tighter sandboxes. */
    static boolean isPossible(Path probe) {
        try {
            if (!System.getProperty("os.name").equals("Linux")) {
                return false;
            }
            mount(probe, 1).close();
            return true;
        } catch (UserError e) {
            return false;
        }
    }

    static SmallDisk mount(Path folder, int mebibytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UserError("cannot make " + folder + ": " + e.getMessage(), e);
        }
        run(List.of("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", folder.toString()));
        return new SmallDisk(folder);
    }

    Path folder() {
        return folder;
    }

    /** Leaves no byte free. */
    void fill() {
        var chunk = ByteBuffer.allocate(CHUNK);
        try (var channel = FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (folder.toFile().getUsableSpace() > 0) {
                channel.write(chunk.clear());
            }
        } catch (IOException e) {
            if (folder.toFile().getUsableSpace() >= CHUNK) {
                throw new UserError("cannot fill " + folder + ": " + e.getMessage(), e);
            }
        }
    }

    void makeRoom() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UserError("cannot make room in " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        run(List.of("umount", folder.toString()));
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    private static void run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new UserError(String.join(" ", command) + ": " + output.strip());
            }
        } catch (IOException e) {
            throw new UserError(String.join(" ", command) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }
}
