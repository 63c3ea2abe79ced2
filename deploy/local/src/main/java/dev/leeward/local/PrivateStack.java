package dev.leeward.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** A stack of its own, on free ports and with its own data, that ends with whoever started it. */
public final class PrivateStack implements AutoCloseable {
    private static final List<String> PORT_VARIABLES = List.of(
            "LEEWARD_KAFKA_PORT",
            "LEEWARD_POSTGRES_PORT",
            "LEEWARD_CONSOLE_PORT",
            "LEEWARD_ATTESTATION_PORT",
            "LEEWARD_POLICY_PORT",
            "LEEWARD_MIGRATION_PORT",
            "LEEWARD_DR_PORT");

    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;

    private final Stack stack;

    private PrivateStack(Stack stack) {
        this.stack = stack;
    }

    /** Starts one from empty data, next to the data of the given settings. */
    public static PrivateStack start(Settings settings) {
        return start(settings, settings.home().resolve("private"));
    }

    /** Starts one from empty data in a folder. */
    public static PrivateStack start(Settings settings, Path home) {
        return start(settings, home, Map.of());
    }

    /** Starts one from empty data in a folder, its services configured by variables of the environment. */
    public static PrivateStack start(Settings settings, Path home, Map<String, String> configuration) {
        var variables = new HashMap<>(configuration);
        variables.putAll(freePorts());
        var own = new PrivateStack(new Stack(settings.elsewhere(home, variables), System.err));
        own.stack.down();
        own.stack.wipe();
        Runtime.getRuntime().addShutdownHook(new Thread(own.stack::down, "private-stack-end"));
        own.up();
        return own;
    }

    /** Starts again what has ended. */
    public void up() {
        stack.up(stack.settings().root().resolve("deploy/scenarios/demo.yaml"), HostAgents.TpmKind.SOFTWARE);
    }

    public Stack stack() {
        return stack;
    }

    @Override
    public void close() {
        stack.down();
    }

    /**
     * Ports that are free now, all held at once while they are chosen so that none is chosen twice, and below those that
     * the system gives to clients, which would take one before its server starts.
     */
    private static Map<String, String> freePorts() {
        var held = new ArrayList<ServerSocket>();
        var ports = new HashMap<String, String>();
        var candidates = ThreadLocalRandom.current().ints(FIRST_PORT, LAST_PORT).iterator();
        try {
            while (held.size() < PORT_VARIABLES.size()) {
                tryListen(candidates.nextInt()).ifPresent(held::add);
            }
            for (var socket : held) {
                ports.put(PORT_VARIABLES.get(ports.size()), Integer.toString(socket.getLocalPort()));
                socket.close();
            }
        } catch (IOException e) {
            throw new UserError("no free ports: " + e.getMessage(), e);
        }
        return ports;
    }

    private static Optional<ServerSocket> tryListen(int port) {
        try {
            return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException taken) {
            return Optional.empty();
        }
    }
}
