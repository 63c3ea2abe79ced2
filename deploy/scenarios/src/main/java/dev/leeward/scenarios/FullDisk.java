package dev.leeward.scenarios;

import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.PrivateStack;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.local.demo.Workloads;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The disk under Kafka and PostgreSQL runs full while workloads move: refused honestly, nothing accepted is lost. */
final class FullDisk implements Scenario {
    /** Little, but enough to start on. */
    private static final int MEBIBYTES = 1_400;

    /** Accepted for good; the workload is on its way already, or is there; cannot be kept now. */
    private static final List<String> HONEST = List.of("202", "409", "422", "503");

    private static final Duration FULL = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "full-disk";
    }

    @Override
    public String about() {
        return "a full disk: commands are refused with a reason, and with room again nothing accepted is lost";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var folder = stack.settings().home().resolve("small-disk");
        if (!SmallDisk.isPossible(folder)) {
            return new Outcome.Skipped("it mounts a small file system: run it as root on Linux");
        }
        try (var disk = SmallDisk.mount(folder, MEBIBYTES);
                var own = PrivateStack.start(stack.settings(), folder.resolve("leeward"))) {
            return play(disk, own, log);
        }
    }

    private static Outcome play(SmallDisk disk, PrivateStack own, PrintStream log) {
        var stack = own.stack();
        var workloads = new Workloads(stack.api().as("oscar", "operator", null));
        var hosts = TrustedHosts.of(stack);
        var accepted = new ArrayList<>(Moves.start(stack, workloads));
        disk.fill();
        log.println("  the disk is full");
        var answers = askWhileFull(stack, hosts, accepted);
        var startWhileFull = startWhileFull(own);
        boolean infrastructureEnded = !stack.isUp();
        disk.makeRoom();
        log.printf("  room again; answers while full: %s%n", answers);
        own.up();
        var ended = accepted.stream().map(workloads::ended).toList();
        var observed = new LinkedHashMap<String, Object>();
        observed.put("answersWhileFull", answers);
        observed.put("infrastructureEnded", infrastructureEnded);
        observed.put("startWhileFull", startWhileFull);
        observed.put("accepted", accepted.size());
        observed.put("ended", ended.size());
        observed.put("missingInViews", Moves.missingInViews(stack, accepted));
        boolean felt = infrastructureEnded || answers.containsKey("503");
        boolean honest = answers.keySet().stream().allMatch(HONEST::contains) && startWhileFull.contains("make room");
        boolean whole = List.of().equals(observed.get("missingInViews"));
        return new Outcome.Played(felt && honest && whole, observed);
    }

    /** Status of every answer to how often it was given; what is accepted joins those that must not be lost. */
    private static Map<String, Integer> askWhileFull(Stack stack, List<String> hosts, List<String> accepted) {
        var operator = stack.api().as("oscar", "operator", null);
        var answers = new TreeMap<String, Integer>();
        var watch = new Stopwatch();
        var workloads = stack.world().workloads();
        for (int i = 0; watch.elapsed().compareTo(FULL) < 0; i++) {
            var body = Map.of(
                    "workload",
                    workloads.get(i % workloads.size()).id(),
                    "destinationHost",
                    hosts.get(i % hosts.size()));
            var answer = operator.post(Part.MIGRATION, "/v1/migrations", body);
            if (answer.status() == 202) {
                accepted.add(answer.body().path("id").asText());
            }
            answers.merge(kind(answer), 1, Integer::sum);
        }
        return answers;
    }

    /** A refusal without a remedy is none that anybody can act on. */
    private static String kind(Api.Answer answer) {
        boolean silent =
                answer.status() >= 400 && answer.body().path("remedy").asText().isBlank();
        return answer.status() + (silent ? " without a remedy" : "");
    }

    private static String startWhileFull(PrivateStack own) {
        try {
            own.up();
            return "";
        } catch (UserError e) {
            return String.valueOf(e.getMessage());
        }
    }
}
