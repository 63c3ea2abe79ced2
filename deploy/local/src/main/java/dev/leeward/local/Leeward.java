package dev.leeward.local;

import dev.leeward.local.demo.Demonstration;
import dev.leeward.local.demo.Scene;
import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.tpm.SwtpmHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** The launcher behind {@code ./leeward}: exit status 0 is success, 1 a failed demonstration, 2 what the user can mend. */
public final class Leeward {
    private static final Set<String> ROLES =
            Set.of("admin", "operator", "security-officer", "auditor", "tenant-operator", "enforcement-point", "agent");

    private final Options options;
    private final Settings settings;
    private final Stack stack;

    private Leeward(Options options) {
        this.options = options;
        this.settings = Settings.fromSystem();
        this.stack = new Stack(settings, System.out);
    }

    public static void main(String[] arguments) {
        int status;
        try {
            status = new Leeward(Options.parse(Arrays.asList(arguments))).run();
        } catch (UserError e) {
            System.err.println("leeward: " + e.getMessage());
            status = 2;
        }
        System.exit(status);
    }

    private int run() {
        return switch (options.command()) {
            case "demo" -> demo();
            case "up" -> {
                up();
                sayWhere();
                yield 0;
            }
            case "down" -> {
                options.allow(Set.of());
                stack.down();
                yield 0;
            }
            case "status" -> {
                options.allow(Set.of());
                stack.status().forEach(System.out::println);
                yield stack.isUp() ? 0 : 3;
            }
            case "token" -> {
                System.out.println(token());
                yield 0;
            }
            default -> throw new UserError("unknown command '" + options.command() + "'; see ./leeward help");
        };
    }

    private int demo() {
        var watch = new Stopwatch();
        up();
        double healthy = watch.seconds();
        var scenes = new Demonstration(stack, stack.world(), System.out).play();
        var report = settings.home().resolve("demo.json");
        try {
            Api.JSON.writerWithDefaultPrettyPrinter().writeValue(report.toFile(), Demonstration.asJson(scenes));
        } catch (IOException e) {
            throw new UserError("cannot write " + report + ": " + e.getMessage(), e);
        }
        long good = scenes.stream().filter(Scene::ok).count();
        System.out.printf(
                Locale.ROOT,
                "%n%d of %d scenes ok; up in %.1f s, scenes in %.1f s. Written to %s%n",
                good,
                scenes.size(),
                healthy,
                watch.seconds() - healthy,
                report);
        sayWhere();
        return good == scenes.size() ? 0 : 1;
    }

    private void up() {
        options.allow(Set.of("world", "tpm", "fresh"));
        if (options.has("fresh")) {
            stack.down();
            stack.wipe();
        }
        stack.up(world(), tpm());
    }

    private Path world() {
        return options.value("world")
                .map(file -> Path.of(file).toAbsolutePath())
                .orElseGet(() -> settings.root().resolve("deploy/scenarios/demo.yaml"));
    }

    private HostAgents.TpmKind tpm() {
        var kind = options.value("tpm").orElse("software");
        return switch (kind) {
            case "software" -> HostAgents.TpmKind.SOFTWARE;
            case "swtpm" -> {
                SwtpmHost.PROGRAMS.forEach(Leeward::requireProgram);
                yield HostAgents.TpmKind.SWTPM;
            }
            default -> throw new UserError("--tpm is '" + kind + "'; use software or swtpm");
        };
    }

    private static void requireProgram(String program, String debianPackage) {
        if (ToolCheck.find(program).isEmpty()) {
            throw new UserError("--tpm swtpm needs %s, which is not on the PATH; install the Debian package %s"
                    .formatted(program, debianPackage));
        }
    }

    private String token() {
        options.allow(Set.of("role", "tenant", "subject"));
        var role = options.value("role")
                .orElseThrow(() -> new UserError("a role is needed: ./leeward token --role ROLE, one of "
                        + String.join(", ", ROLES.stream().sorted().toList())));
        if (!ROLES.contains(role)) {
            throw new UserError("there is no role '%s'; use one of %s"
                    .formatted(role, String.join(", ", ROLES.stream().sorted().toList())));
        }
        var tenant = options.value("tenant").orElse(null);
        return stack.identity().token(options.value("subject").orElse(role + "@local"), role, tenant);
    }

    private void sayWhere() {
        System.out.printf(
                "Console: %s/login?token=%s%nStop it with ./leeward down%n",
                settings.url(Part.COMPLIANCE), stack.identity().token("demo", "admin", null));
    }
}
