package dev.leeward.migration.edge.hypervisor.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldImportTest {
    @TempDir
    Path directory;

    @Test
    void aWorldMayBeYamlOrJsonAndHoldKeysOfOthers() throws IOException {
        World yaml = WorldImport.read(file("""
            sites: [{id: east, name: East}]
            hosts: [{id: east-1, site: east, vendor: Dell}]
            workloads: [{id: web, tenant: acme, host: east-1, memoryMiB: 512}]
            plans: [{id: p}]
            """));
        World json = WorldImport.read(file("""
            {"sites": [{"id": "east"}], "hosts": [{"id": "east-1", "site": "east", "slots": 3}]}
            """));

        assertThat(yaml.workloads()).hasSize(1);
        assertThat(yaml.hosts().getFirst().room()).isEqualTo(100);
        assertThat(json.hosts().getFirst().room()).isEqualTo(3);
    }

    @Test
    void everyMistakeIsNamedWithItsFieldAndARemedy() throws IOException {
        Path file = file("""
            sites: [{id: east}, {id: east}]
            hosts: [{id: west-1, site: west, slots: 0}]
            links: [{from: east, to: nowhere, mbitPerSecond: 0}]
            volumes: [{id: v, kind: FLOATING}, {id: w, kind: LOCAL}]
            workloads: [{id: web, host: east-9, volumes: [x], memoryMiB: -1}]
            """);

        assertThatThrownBy(() -> WorldImport.read(file))
                .hasMessageContaining("sites[east] is there twice")
                .hasMessageContaining("hosts[west-1].site is west: name one of east")
                .hasMessageContaining("hosts[west-1].slots is 0")
                .hasMessageContaining("links[east~nowhere].to is nowhere")
                .hasMessageContaining("links[east~nowhere] needs mbitPerSecond")
                .hasMessageContaining("volumes[v].kind is FLOATING: write DISTRIBUTED or LOCAL")
                .hasMessageContaining("volumes[w].site is null")
                .hasMessageContaining("workloads[web].host is east-9: name one of west-1")
                .hasMessageContaining("workloads[web].volumes is x")
                .hasMessageContaining("workloads[web].tenant is missing")
                .hasMessageContaining("workloads[web].memoryMiB is -1");
    }

    @Test
    void whatCannotBeReadIsNamedByLine() throws IOException {
        Path file = file("sites:\n  - {id: east\nhosts: []\n");

        assertThatThrownBy(() -> WorldImport.read(file)).hasMessageContaining("at line 3");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "world", ".yaml"), text);
    }
}
