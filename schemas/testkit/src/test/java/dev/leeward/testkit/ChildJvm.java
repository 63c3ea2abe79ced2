package dev.leeward.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with this one's class path, to be killed. */
final class ChildJvm implements AutoCloseable {
    private static final String READY = "READY ";

    private final Process process;
    private final String answer;

    private ChildJvm(Process process, String answer) {
        this.process = process;
        this.answer = answer;
    }

    /** Starts the class's main method and waits until it has said that it is {@link #ready}. */
    static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output = process.inputReader();
        List<String> said = new ArrayList<>();
        String line = output.readLine();
        while (line != null && !line.startsWith(READY)) {
            said.add(line);
            line = output.readLine();
        }
        if (line == null) {
            throw new IllegalStateException("The child JVM did not get ready:\n" + String.join("\n", said));
        }
        return new ChildJvm(process, line.substring(READY.length()));
    }

    /** What a main method calls: says so, and waits to be killed. */
    static void ready(Object answer) throws InterruptedException {
        System.out.println(READY + answer);
        Thread.currentThread().join();
    }

    String answer() {
        return answer;
    }

    /** As a power cut would. */
    void kill() {
        Processes.kill(process.pid());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
