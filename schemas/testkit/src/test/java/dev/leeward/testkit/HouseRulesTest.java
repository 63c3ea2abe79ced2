package dev.leeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HouseRulesTest {
    private static final String FIXTURE = "dev.leeward.fixture.";
    private static final String PLAIN = "The domain depends on java.., JSpecify";
    private static final String DETERMINISTIC = "The domain reads no clock and no random number";
    private static final String PURE = "The domain does no input, output, threads or chance";
    private static final String INWARDS = "The domain knows neither app nor edge";
    private static final String APP = "app uses the domain, never an edge";
    private static final String EDGES = "Edges never see each other";
    private static final String AVRO = "Avro classes appear in edge.kafka only";
    private static final String TOPICS = "The topic catalogue and the codec are used at the edge only";
    private static final String SQL = "SQL is spoken at the edge only";
    private static final String JDBC = "JDBC is used in edge.postgres only";
    private static final String RELAY = "Only the outbox relay produces to Kafka";
    private static final String CONSUMERS = "Consumers live in edge.kafka";
    private static final String INBOX = "Every consumer goes through the inbox";
    private static final String STRANGERS = "No service imports another";
    private static final String CYCLES = "Packages are free of cycles";
    private static final String PERMISSION = "Every REST method declares its permission";
    private static final String PUBLIC = "Nothing is public but health and the console's static files";
    private static final String EDGE_TIME = "Instant.now() and UUID.randomUUID() are called at the edge only";

    static Stream<Arguments> houses() {
        return Stream.of(
                house("framework", PLAIN),
                house("clock", DETERMINISTIC, EDGE_TIME),
                house("chance", DETERMINISTIC, EDGE_TIME),
                house("stopwatch", DETERMINISTIC),
                house("outside", PURE),
                house("inward", INWARDS),
                house("outward", APP),
                house("edges", EDGES),
                house("avro", AVRO),
                house("topics", TOPICS),
                house("tables", SQL),
                house("jdbc", JDBC),
                house("producer", RELAY),
                house("emitter", RELAY),
                house("elsewhere", CONSUMERS),
                house("direct", INBOX),
                house("stranger", STRANGERS),
                house("cycle", CYCLES),
                house("unguarded", PERMISSION),
                house("open", PUBLIC),
                house("clockinapp", EDGE_TIME));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("houses")
    void eachRuleFiresWhereItIsBrokenAndOnlyThere(String house, List<String> expected) {
        Set<String> broken = broken(house);

        assertThat(broken).hasSameSizeAs(expected);
        assertThat(expected).allSatisfy(rule -> assertThat(broken).anyMatch(name -> name.startsWith(rule)));
    }

    @Test
    void everyRuleIsProvedToFire() {
        Set<String> fired = houses().flatMap(house -> broken((String) house.get()[0]).stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(new HouseRules("any").all().stream().map(ArchRule::getDescription))
                .allSatisfy(rule -> assertThat(fired).contains(rule));
    }

    @Test
    void everyRuleHasItsReason() {
        assertThat(new HouseRules("any").all())
                .allSatisfy(rule -> assertThat(rule.getDescription()).contains(", because "));
    }

    @Test
    void aHouseInOrderPasses() {
        assertThatCode(() -> HouseRules.check(FIXTURE + "clean", classes("clean")))
                .doesNotThrowAnyException();
    }

    @Test
    void theMessageNamesRuleReasonAndPlace() {
        assertThatThrownBy(() -> HouseRules.check(FIXTURE + "clock", classes("clock")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(DETERMINISTIC)
                .hasMessageContaining("because a replay of the same events must give the same answer")
                .hasMessageContaining("Host.java");
    }

    @Test
    void aMisspeltPackageIsNoHouseInOrder() {
        assertThatThrownBy(() -> HouseRules.check("dev.leeward.nowhere")).hasMessageContaining("dev.leeward.nowhere");
    }

    private static Arguments house(String name, String... rules) {
        return Arguments.of(name, List.of(rules));
    }

    private static Set<String> broken(String house) {
        JavaClasses classes = classes(house);
        return new HouseRules(FIXTURE + house)
                .all().stream()
                        .map(rule -> rule.allowEmptyShould(true))
                        .filter(rule -> rule.evaluate(classes).hasViolation())
                        .map(ArchRule::getDescription)
                        .collect(Collectors.toSet());
    }

    private static JavaClasses classes(String house) {
        return new ClassFileImporter().importPackages(FIXTURE + house);
    }
}
