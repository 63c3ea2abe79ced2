package dev.leeward.testkit.infra;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** A lock between processes, on a file. The system releases it when its holder ends, however it ends. */
public final class JvmLock implements AutoCloseable {
    private final FileChannel channel;

    private JvmLock(FileChannel channel) {
        this.channel = channel;
    }

    /** The lock, or nothing where somebody else has it, in this JVM or another. */
    public static Optional<JvmLock> tryTo(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldInThisJvm) {
            lock = null;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? Optional.empty() : Optional.of(new JvmLock(channel));
    }

    /**
     * Waits for the lock.
     *
     * @throws IllegalStateException where it does not become free in time
     */
    public static JvmLock take(Path file, Duration limit) throws IOException {
        return within(file, limit)
                .orElseThrow(() -> new IllegalStateException(
                        "Another process has held " + file + " for more than " + limit.toSeconds() + " s"));
    }

    /** Waits for the lock; nothing where it does not become free in time. */
    public static Optional<JvmLock> within(Path file, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        Optional<JvmLock> lock = tryTo(file);
        while (lock.isEmpty() && System.nanoTime() < end) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for " + file, e);
            }
            lock = tryTo(file);
        }
        return lock;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
