package dev.leeward.attestation.edge.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.attestation.host.Inventory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every mistake is named by line and field, with what to do about it. */
class InventoryReaderTest {

    private static final String GOOD = """
            sites:
              - id: east
                name: East
            hosts:
              - id: east-1
                name: East one
                site: east
                vendor: Acme
                model: R7
                hypervisor: esxi
                version: "5.1"
                labels: {rack: r1, generation: 3}
            """;

    @Test
    void a_good_file_is_an_inventory() throws Exception {
        Inventory inventory = InventoryReader.read(GOOD);

        assertThat(inventory.sites()).singleElement().hasFieldOrPropertyWithValue("name", "East");
        assertThat(inventory.hosts()).singleElement().satisfies(host -> {
            assertThat(host.id()).hasToString("east-1");
            assertThat(host.hypervisorVersion()).isEqualTo("5.1");
            assertThat(host.labels()).isEqualTo(Map.of("rack", "r1", "generation", "3"));
        });
    }

    @Test
    void an_empty_file_is_a_mistake_and_not_the_end_of_all_hosts() {
        mistake("", "the file is empty");
        mistake("# nothing\n", "the file is empty");
    }

    @Test
    void what_is_no_yaml_is_named_by_its_line() {
        mistake("sites:\n  - id: [east\nhosts: []\n", "line 3, YAML");
        mistake("just a text", "line 1, the file: must be a mapping");
    }

    @Test
    void an_unknown_site_is_named_with_those_that_are_known() {
        mistake(
                GOOD.replace("site: east", "site: esat"),
                "line 7, hosts[0].site: \"esat\" is not among the sites [east]: list it under sites, or correct the name.");
    }

    @Test
    void a_missing_unknown_or_repeated_field_is_named() {
        mistake(GOOD.replace("    hypervisor: esxi\n", ""), "line 5, hosts[0].hypervisor: missing");
        mistake(GOOD.replace("vendor: Acme", "vender: Acme"), "line 8, hosts[0].vender: unknown field: use one of [");
        mistake(GOOD.replace("model: R7", "vendor: Other"), "line 9, hosts[0].vendor: given twice");
        mistake(GOOD.replace("hosts:", "servers:"), "line 4, the file.servers: unknown field");
        mistake("sites: []\n", "line 1, hosts: missing");
        mistake("sites: []\nhosts: {}\n", "line 2, hosts: must be a list");
    }

    @Test
    void a_bad_or_repeated_id_is_named() {
        mistake(GOOD.replace("id: east-1", "id: East 1"), "line 5, hosts[0].id: \"East 1\" is no id");
        mistake(
                GOOD + "  - {id: east-1, site: east, hypervisor: esxi, version: \"5.1\"}\n",
                "line 13, hosts[1].id: \"east-1\" is already on line 5");
    }

    @Test
    void a_value_that_is_no_text_is_named() {
        mistake(GOOD.replace("name: East one", "name: [a]"), "line 6, hosts[0].name: must be a text");
        mistake(GOOD.replace("{rack: r1", "{rack: {}"), "line 12, hosts[0].labels.rack: must be a text");
        mistake(GOOD.replace("East one", "x".repeat(201)), "line 6, hosts[0].name: longer than 200 characters");
    }

    private static void mistake(String yaml, String message) {
        assertThatThrownBy(() -> InventoryReader.read(yaml))
                .isInstanceOf(InventoryMistake.class)
                .hasMessageContaining(message);
    }
}
