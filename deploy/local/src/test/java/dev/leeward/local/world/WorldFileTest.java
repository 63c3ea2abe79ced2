package dev.leeward.local.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorldFileTest {
    private static final Path DEMO = Path.of("../scenarios/demo.yaml");

    @TempDir
    Path folder;

    @Test
    void theDemonstrationsWorldHasFourHostsOfWhichOneRunsAnOldHypervisor() throws WorldFileException {
        var world = WorldFile.read(DEMO);

        assertThat(world.hosts()).hasSize(4);
        assertThat(world.hosts())
                .filteredOn(host -> host.version().equals("5.0"))
                .extracting(World.Host::id)
                .containsExactly("west-2");
        assertThat(world.tenants()).containsExactly("acme", "globex");
        assertThat(world.workloads())
                .anyMatch(workload -> "true".equals(workload.labels().get("pci")));
        assertThat(world.volumes()).extracting(World.Volume::kind).contains("DISTRIBUTED", "LOCAL");
        assertThat(world.plans()).extracting(World.Plan::tenant).containsExactlyInAnyOrder("acme", "globex");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: west-2, site: west | id: west-2, site: wset | hosts[3].site: 'wset' is not one of the sites; use one of east, west",
                "slots: 8 | slots: many | hosts[0].slots: 'many' is no whole number",
                "hypervisor: esxi | hypervizor: esxi | hosts[0].hypervizor: unknown field",
                "{id: acme-db, | {id: acme-web, | workloads[1].id: 'acme-web' stands here twice",
                "kind: LOCAL, site: east | kind: LOCAL | volumes[2].site: is missing",
                "fromSite: east, toSite: west | fromSite: east, toSite: east | groups[0].toSite: is the protected site itself",
                "priority: 1 | priority: 9 | plans[0].tiers[0].priority: 9 is out of range; write a number from 1 to 5",
                "tenants: [acme, globex] | tenants: acme | tenants: a list is expected",
            })
    void aMistakeIsAnsweredWithLineFieldAndRemedy(String right, String wrong, String answer) throws IOException {
        var text = Files.readString(DEMO);
        var file = Files.writeString(
                folder.resolve("world.yaml"), text.replaceFirst(java.util.regex.Pattern.quote(right), wrong));
        assertThat(text).contains(right);

        assertThatThrownBy(() -> WorldFile.read(file))
                .isInstanceOf(WorldFileException.class)
                .hasMessageContaining(answer)
                .hasMessageMatching("(?s).*line \\d+, .*");
    }

    @Test
    void everyMistakeIsNamedAtOnce() throws IOException {
        var file = Files.writeString(
                folder.resolve("world.yaml"),
                Files.readString(DEMO)
                        .replace("slots: 8", "slots: none")
                        .replace("tenant: globex", "tenant: umbrella"));

        assertThatThrownBy(() -> WorldFile.read(file))
                .hasMessageContaining("hosts[0].slots")
                .hasMessageContaining("hosts[1].slots")
                .hasMessageContaining("workloads[3].tenant: 'umbrella'");
    }

    @Test
    void brokenYamlIsAnsweredWithItsLine() throws IOException {
        var file = Files.writeString(folder.resolve("world.yaml"), "sites:\n  - {id: east\nhosts: ]\n");

        assertThatThrownBy(() -> WorldFile.read(file)).hasMessageContaining("line 3, column");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> WorldFile.read(folder.resolve("none.yaml")))
                .hasMessageContaining("none.yaml")
                .hasMessageContaining("there is no such file");
    }
}
