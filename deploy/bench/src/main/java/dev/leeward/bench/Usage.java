package dev.leeward.bench;

import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time that was used since the start, in nanoseconds.
 *
 * @param service by the service that is measured
 * @param kafka by the process of the broker
 * @param clients by this process, which plays whoever calls
 * @param machine by everything: what is left is PostgreSQL's, and the system's own
 */
record Usage(long service, long kafka, long clients, long machine) {
    private static final long NANOS_PER_TICK = 10_000_000;

    static Usage now(Stack stack, Part service) {
        return new Usage(
                nanos(stack.processOf(service)), nanos(stack.infrastructure()), nanos(ProcessHandle.current()), busy());
    }

    /** Milliseconds of each for one of so many things that were done meanwhile. */
    Map<String, Double> millisSince(Usage later, long things) {
        var millis = new LinkedHashMap<String, Double>();
        long others = later.service - service + later.kafka - kafka + later.clients - clients;
        millis.put("service", each(later.service - service, things));
        millis.put("kafka", each(later.kafka - kafka, things));
        millis.put("clients", each(later.clients - clients, things));
        millis.put("postgresAndSystem", each(Math.max(0, later.machine - machine - others), things));
        return millis;
    }

    private static double each(long nanos, long things) {
        return Math.round(nanos / 1e3 / things) / 1e3;
    }

    private static long nanos(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }

    /** All ticks of all cores but the idle ones, and those that the machine beneath took. */
    private static long busy() {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            var fields = lines.findFirst().orElseThrow().split("\\s+");
            long all = Stream.of(fields)
                    .skip(1)
                    .limit(8)
                    .mapToLong(Long::parseLong)
                    .sum();
            return (all - Long.parseLong(fields[4]) - Long.parseLong(fields[5])) * NANOS_PER_TICK;
        } catch (IOException e) {
            throw new UserError("/proc/stat cannot be read: measure on Linux", e);
        }
    }
}
