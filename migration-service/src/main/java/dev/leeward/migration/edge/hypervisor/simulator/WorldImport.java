package dev.leeward.migration.edge.hypervisor.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.leeward.messaging.sql.Sql;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Builds the simulator's world from its file, once. */
@ApplicationScoped
class WorldImport {
    /** Before anything asks the simulator. */
    static final int EARLY = 100;

    private static final Logger LOG = Logger.getLogger(WorldImport.class);
    private static final ObjectMapper FILE = YAMLMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final SimulatorConfig config;
    private final SimulatorStore store;
    private final Sql sql;
    private final Oracle oracle;
    private final ObjectMapper json;
    private final Clock clock;
    private final String hypervisor;

    WorldImport(
            SimulatorConfig config,
            SimulatorStore store,
            Sql sql,
            Oracle oracle,
            ObjectMapper json,
            Clock clock,
            @ConfigProperty(name = "leeward.hypervisor") String hypervisor) {
        this.config = config;
        this.store = store;
        this.sql = sql;
        this.oracle = oracle;
        this.json = json;
        this.clock = clock;
        this.hypervisor = hypervisor;
    }

    void onStart(@Observes @Priority(EARLY) StartupEvent started) {
        if (!hypervisor.equals("simulator")) {
            throw new IllegalStateException(
                    "leeward.hypervisor is " + hypervisor + ", and the only adapter of this version is simulator");
        }
        config.world().ifPresent(file -> store.alone(() -> importOnce(file)));
    }

    private boolean importOnce(Path file) {
        sql.lock("leeward.simulator.world");
        if (sql.first("select 1 as found from simulator.site limit 1", r -> r.number("found"))
                .isPresent()) {
            return false;
        }
        World world = read(file);
        insert(world);
        LOG.infof(
                "simulator.world.imported file=%s sites=%d hosts=%d workloads=%d",
                file,
                world.sites().size(),
                world.hosts().size(),
                world.workloads().size());
        return true;
    }

    /** Reads a world and refuses one with mistakes, all of them named. */
    static World read(Path file) {
        World world;
        try {
            world = FILE.readValue(Files.readString(file), World.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "leeward.simulator.world " + file + " cannot be read at line "
                            + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("leeward.simulator.world " + file + " cannot be read", e);
        }
        List<String> mistakes = world.mistakes();
        if (!mistakes.isEmpty()) {
            throw new IllegalStateException(
                    "leeward.simulator.world " + file + " has mistakes: " + String.join("; ", mistakes));
        }
        return world;
    }

    private void insert(World world) {
        Instant now = clock.instant();
        world.sites().forEach(s -> sql.update("insert into simulator.site (id) values (?)", s.id()));
        world.hosts()
                .forEach(h -> sql.update(
                        "insert into simulator.host (id, site, slots) values (?, ?, ?)", h.id(), h.site(), h.room()));
        world.links()
                .forEach(l -> sql.update(
                        "insert into simulator.link (from_site, to_site, latency_millis, mbit_per_second) values (?,"
                                + " ?, ?, ?)",
                        l.from(),
                        l.to(),
                        l.latencyMillis(),
                        l.mbitPerSecond()));
        world.volumes()
                .forEach(v -> sql.update(
                        "insert into simulator.volume (id, kind, site, size_gib) values (?, ?, ?, ?)",
                        v.id(),
                        v.local() ? "LOCAL" : "DISTRIBUTED",
                        v.local() ? v.site() : null,
                        v.sizeGiB()));
        for (World.Machine m : world.workloads()) {
            sql.update(
                    """
                    insert into simulator.workload (id, name, tenant, memory_mib, labels, volumes, fence)
                    values (?, ?, ?, ?, ?::jsonb, ?, 1)
                    """,
                    m.id(),
                    m.name() == null ? m.id() : m.name(),
                    m.tenant(),
                    m.memoryMiB(),
                    text(m.labels()),
                    m.volumes());
            String site = store.siteOf(m.host()).orElseThrow();
            oracle.start(m.id(), m.host(), site, false, 1, null, now);
        }
    }

    private String text(Object labels) {
        try {
            return json.writeValueAsString(labels);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("labels cannot be written as JSON: " + labels, e);
        }
    }
}
