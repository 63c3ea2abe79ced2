package dev.leeward.policy.edge.kafka;

import static dev.leeward.policy.World.ask;
import static dev.leeward.policy.World.question;
import static dev.leeward.policy.World.unique;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.policy.World;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** While the view cannot follow its topics, nobody can say; when it can again, decisions are made again. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@TestProfile(StaleViewTest.Impatient.class)
class StaleViewTest {
    @Inject
    World world;

    @Inject
    DataSource database;

    public static final class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("leeward.policy.max-staleness", "3s");
        }
    }

    @Test
    void aViewThatLagsPastItsBoundAnswersIndeterminateAndSaysSo() throws SQLException {
        String workload = unique("acme-web");
        String east = unique("east-1");
        String west = unique("west-1");
        String held = unique("west-2");
        world.trustedHost(east);
        world.trustedHost(west);
        world.trustedHost(held);
        world.workload(workload, "acme", east, Map.of());
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> ask(question(workload, west)).body("effect", equalTo("ALLOW")));

        try (Connection connection = connection();
                PreparedStatement lock =
                        connection.prepareStatement("select id from host_view where id = ? for update")) {
            connection.setAutoCommit(false);
            lock.setString(1, held);
            lock.execute();
            world.kafka().send(TestEvents.untrusted(held));

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> ask(question(workload, west))
                            .statusCode(200)
                            .body("effect", equalTo("INDETERMINATE"))
                            .body(
                                    "reason",
                                    allOf(
                                            containsString("builtin-view-fresh"),
                                            containsString("leeward.host.trust.v1"))));
            connection.rollback();
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> ask(question(workload, west)).body("effect", equalTo("ALLOW")));
    }

    private Connection connection() throws SQLException {
        return database.getConnection();
    }
}
