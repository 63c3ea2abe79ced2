package dev.leeward.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of the house (see CONTRIBUTING.md), each with its reason. A service's test calls {@link #check} with its
 * root package.
 */
public final class HouseRules {
    private static final String HTTP_METHOD = "jakarta.ws.rs.HttpMethod";
    private static final String INCOMING = "org.eclipse.microprofile.reactive.messaging.Incoming";
    private static final String INBOX = "dev.leeward.messaging.Inbox";
    private static final String PERMIT_ALL = "jakarta.annotation.security.PermitAll";
    private static final Set<String> PERMISSIONS = Set.of(
            "jakarta.annotation.security.RolesAllowed",
            "jakarta.annotation.security.DenyAll",
            "io.quarkus.security.Authenticated",
            "io.quarkus.security.PermissionsAllowed");

    /** Reads of the clock and of chance: what makes a replay differ. */
    private static final Map<String, Set<String>> CHANCE = Map.of(
            "java.util.UUID", Set.of("randomUUID"),
            "java.lang.Math", Set.of("random"),
            "java.lang.System", Set.of("currentTimeMillis"),
            "java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system", "tickMillis", "tickSeconds"));

    /** Parts of {@code java..} that reach out of the process, or start threads. */
    private static final String[] OUTSIDE_WORLD = {
        "java.net..",
        "java.nio.file..",
        "java.nio.channels..",
        "java.sql..",
        "javax.sql..",
        "javax.net..",
        "javax.naming..",
        "javax.management..",
        "java.util.logging..",
        "java.util.prefs..",
        "java.rmi..",
        "java.lang.management..",
        "java.awt..",
    };

    private static final Set<String> OUTSIDE_TYPES = Set.of(
            "java.io.File",
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.FileReader",
            "java.io.FileWriter",
            "java.io.RandomAccessFile",
            "java.io.Console",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.Runtime",
            "java.lang.Thread",
            "java.util.concurrent.Executors",
            "java.util.Random",
            "java.util.random.RandomGenerator",
            "java.util.concurrent.ThreadLocalRandom",
            "java.security.SecureRandom");

    private final String root;

    HouseRules(String root) {
        this.root = root;
    }

    /**
     * Holds the classes of a service, and its migrations, against every rule.
     *
     * @param root the service's root package, for example {@code dev.leeward.policy}
     * @throws AssertionError where a rule is broken; the message lists every violation with the rule's reason
     */
    public static void check(String root) {
        JavaClasses service = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(root);
        if (service.isEmpty()) {
            throw new AssertionError("There are no classes in " + root + ": is the package's name right?");
        }
        check(root, service);
        fail(MigrationRules.broken(root));
    }

    static void check(String root, JavaClasses service) {
        List<String> broken = new ArrayList<>();
        for (ArchRule rule : new HouseRules(root).all()) {
            EvaluationResult result = rule.allowEmptyShould(true).evaluate(service);
            if (result.hasViolation()) {
                broken.add(result.getFailureReport().toString());
            }
        }
        fail(broken);
    }

    private static void fail(List<String> broken) {
        if (!broken.isEmpty()) {
            throw new AssertionError(String.join("\n\n", broken));
        }
    }

    List<ArchRule> all() {
        return List.of(
                domainIsPlain(),
                domainDecidesWithoutClockAndChance(),
                domainTouchesNothingOutside(),
                domainKnowsNeitherAppNorEdge(),
                appKnowsNoEdge(),
                edgesNeverSeeEachOther(),
                avroStaysInItsEdge(),
                eventsAreSpokenAtTheEdge(),
                sqlIsSpokenAtTheEdge(),
                jdbcStaysInItsEdge(),
                onlyTheRelayProduces(),
                consumersLiveInTheirEdge(),
                consumersUseTheInbox(),
                servicesAreStrangers(),
                noCycles(),
                everyMethodDeclaresItsPermission(),
                nothingIsPublic(),
                clockAndIdsAreMadeAtTheEdge());
    }

    private ArchRule domainIsPlain() {
        return noClasses()
                .that(areDomain())
                .should()
                .dependOnClassesThat(
                        resideOutsideOfPackages("java..", "javax..", "org.jspecify.annotations..", root + ".."))
                .as("The domain depends on java.., JSpecify and its own service's domain only")
                .because("rules that auditors rely on must be readable and testable without any framework");
    }

    private ArchRule domainDecidesWithoutClockAndChance() {
        return noClasses()
                .that(areDomain())
                .should()
                .accessTargetWhere(readsClockOrChance().or(measuresTime()))
                .as("The domain reads no clock and no random number")
                .because("a replay of the same events must give the same answer");
    }

    private ArchRule domainTouchesNothingOutside() {
        return noClasses()
                .that(areDomain())
                .should()
                .dependOnClassesThat(resideInAnyPackage(OUTSIDE_WORLD).or(areOutsideTypes()))
                .as("The domain does no input, output, threads or chance")
                .because("deciding is separate from doing, so that a decision can be taken again from the log");
    }

    private ArchRule domainKnowsNeitherAppNorEdge() {
        return noClasses()
                .that(areDomain())
                .should()
                .dependOnClassesThat(resideInAnyPackage(root + ".app..", root + ".edge.."))
                .as("The domain knows neither app nor edge")
                .because("dependencies point inwards: an adapter can be replaced without touching a rule");
    }

    private ArchRule appKnowsNoEdge() {
        return noClasses()
                .that(resideInAPackage(root + ".app.."))
                .should()
                .dependOnClassesThat(resideInAPackage(root + ".edge.."))
                .as("app uses the domain, never an edge")
                .because("a use case states what it needs as an interface, and the edge provides it");
    }

    private ArchRule edgesNeverSeeEachOther() {
        return slices().matching(root + ".edge.(*)..")
                .should()
                .notDependOnEachOther()
                .as("Edges never see each other")
                .because("each way in or out can be replaced on its own");
    }

    private ArchRule avroStaysInItsEdge() {
        return noClasses()
                .that(resideOutsideOfPackages(root + ".edge.kafka.."))
                .should()
                .dependOnClassesThat(areAvro())
                .as("Avro classes appear in edge.kafka only")
                .because("the wire format may change without the product's rules noticing");
    }

    private ArchRule eventsAreSpokenAtTheEdge() {
        return noClasses()
                .that(resideOutsideOfPackages(root + ".edge.."))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.leeward.events.."))
                .as("The topic catalogue and the codec are used at the edge only")
                .because("app and domain speak of facts, not of topics");
    }

    private ArchRule sqlIsSpokenAtTheEdge() {
        return noClasses()
                .that(resideOutsideOfPackages(root + ".edge.."))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.leeward.messaging.sql.."))
                .as("SQL is spoken at the edge only")
                .because("app and domain say what is kept, not in which tables");
    }

    private ArchRule jdbcStaysInItsEdge() {
        return noClasses()
                .that(resideOutsideOfPackages(root + ".edge.postgres.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql.."))
                .as("JDBC is used in edge.postgres only")
                .because("how values are bound, and what a failure is, is said once, in messaging's Sql");
    }

    private ArchRule onlyTheRelayProduces() {
        return noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.kafka.clients.producer..")
                        .or(areNamed(Set.of(
                                "org.eclipse.microprofile.reactive.messaging.Outgoing",
                                "org.eclipse.microprofile.reactive.messaging.Emitter",
                                "org.eclipse.microprofile.reactive.messaging.Channel",
                                "io.smallrye.reactive.messaging.MutinyEmitter"))))
                .as("Only the outbox relay produces to Kafka")
                .because("a record sent outside the transaction is lost or untrue when the transaction fails");
    }

    private ArchRule consumersLiveInTheirEdge() {
        return methods()
                .that()
                .areAnnotatedWith(INCOMING)
                .should()
                .beDeclaredInClassesThat(resideInAPackage(root + ".edge.kafka.."))
                .as("Consumers live in edge.kafka")
                .because("whoever looks for what a service listens to finds it in one place");
    }

    private ArchRule consumersUseTheInbox() {
        return classes()
                .that(haveConsumers())
                .should(callTheInbox())
                .as("Every consumer goes through the inbox")
                .because("Kafka delivers at least once; the inbox lets each event take effect once");
    }

    private ArchRule servicesAreStrangers() {
        return noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("dev.leeward..")
                        .and(resideOutsideOfPackages(root + "..", "dev.leeward.events..", "dev.leeward.messaging..")))
                .as("No service imports another")
                .because("services share events and nothing else, so that each can be released alone");
    }

    private ArchRule noCycles() {
        return slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .as("Packages are free of cycles")
                .because("what depends on itself cannot be understood or changed one piece at a time");
    }

    private ArchRule everyMethodDeclaresItsPermission() {
        return methods()
                .that(answerRequests())
                .should(declareAPermission())
                .as("Every REST method declares its permission")
                .because("a method that says nothing is open to whoever finds it");
    }

    private ArchRule nothingIsPublic() {
        return classes()
                .that(resideOutsideOfPackages(root + ".edge.console.."))
                .should(notBeOpenToEverybody())
                .as("Nothing is public but health and the console's static files")
                .because("what a service knows of hosts and tenants is of use to an attacker");
    }

    private ArchRule clockAndIdsAreMadeAtTheEdge() {
        return noClasses()
                .that(resideOutsideOfPackages(root + ".edge.."))
                .should()
                .accessTargetWhere(readsClockOrChance())
                .as("Instant.now() and UUID.randomUUID() are called at the edge only")
                .because("a use case gets its time and its ids from outside, so that a test can choose them");
    }

    private DescribedPredicate<JavaClass> areDomain() {
        return resideInAPackage(root + "..")
                .and(resideOutsideOfPackages(root + ".app..", root + ".edge.."))
                .as("are of the domain");
    }

    /** The generated classes and Avro itself; a schema as such is what the schema endpoint serves. */
    private static DescribedPredicate<JavaClass> areAvro() {
        return resideInAnyPackage("dev.leeward.events.*..", "org.apache.avro..")
                .and(DescribedPredicate.not(areNamed(Set.of("org.apache.avro.Schema"))))
                .as("are Avro classes");
    }

    private static DescribedPredicate<JavaClass> areOutsideTypes() {
        return areNamed(OUTSIDE_TYPES);
    }

    private static DescribedPredicate<JavaClass> areNamed(Set<String> names) {
        return DescribedPredicate.describe("are one of " + names, type -> names.contains(type.getName()));
    }

    private static DescribedPredicate<AccessTarget> readsTime() {
        return DescribedPredicate.describe(
                "reads the clock",
                target -> target.getOwner().getPackageName().startsWith("java.time")
                        && target.getName().equals("now")
                        && !takesAClock(target));
    }

    private static boolean takesAClock(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget unit
                && unit.getRawParameterTypes().stream()
                        .anyMatch(type -> type.getName().equals("java.time.Clock"));
    }

    private static DescribedPredicate<JavaAccess<?>> readsClockOrChance() {
        DescribedPredicate<AccessTarget> time = readsTime();
        return DescribedPredicate.describe("reads the clock or chance", access -> {
            AccessTarget target = access.getTarget();
            return time.test(target)
                    || CHANCE.getOrDefault(target.getOwner().getName(), Set.of())
                            .contains(target.getName());
        });
    }

    /** A use case may measure how long it takes; a decision may not. */
    private static DescribedPredicate<JavaAccess<?>> measuresTime() {
        return DescribedPredicate.describe(
                "measures time",
                access -> access.getTargetOwner().isEquivalentTo(System.class)
                        && access.getTarget().getName().equals("nanoTime"));
    }

    private static DescribedPredicate<JavaClass> haveConsumers() {
        return DescribedPredicate.describe(
                "have consumers",
                type -> type.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(INCOMING)));
    }

    private static ArchCondition<JavaClass> callTheInbox() {
        return new ArchCondition<>("call the inbox") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean calls = type.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().getName().equals(INBOX));
                events.add(new SimpleConditionEvent(type, calls, type.getName() + " consumes without the inbox"));
            }
        };
    }

    private static DescribedPredicate<JavaMethod> answerRequests() {
        return DescribedPredicate.describe(
                "answer requests",
                method -> method.getAnnotations().stream()
                        .anyMatch(annotation -> annotation.getRawType().isAnnotatedWith(HTTP_METHOD)));
    }

    private static ArchCondition<JavaClass> notBeOpenToEverybody() {
        return new ArchCondition<>("not be open to everybody") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean open = type.isAnnotatedWith(PERMIT_ALL)
                        || type.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(PERMIT_ALL));
                events.add(new SimpleConditionEvent(type, !open, type.getName() + " is open to everybody"));
            }
        };
    }

    private static ArchCondition<JavaMethod> declareAPermission() {
        return new ArchCondition<>("declare a permission") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean declared = PERMISSIONS.stream()
                                .anyMatch(permission -> method.isAnnotatedWith(permission)
                                        || method.getOwner().isAnnotatedWith(permission))
                        || method.isAnnotatedWith(PERMIT_ALL)
                        || method.getOwner().isAnnotatedWith(PERMIT_ALL);
                events.add(new SimpleConditionEvent(
                        method, declared, method.getFullName() + " declares no permission (@RolesAllowed)"));
            }
        };
    }
}
