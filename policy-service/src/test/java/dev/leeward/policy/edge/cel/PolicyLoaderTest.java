package dev.leeward.policy.edge.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.leeward.policy.policy.PolicyDocument;
import dev.leeward.policy.policy.PolicySet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyLoaderTest {
    @TempDir
    Path directory;

    @Test
    void theShippedPoliciesLoad() {
        assertThat(new PolicyLoader().shipped().documents())
                .extracting(document -> document.ref().id())
                .contains("P01-provider-operators", "F20-maintenance", "R40-two-person", "M50-pci-host-labelled");
    }

    @Test
    void aDirectoryAddsPoliciesAndReplacesShippedOnesById() throws IOException {
        write("own.yaml", """
                id: M50-pci-host-labelled
                version: 2
                effect: forbid
                mode: off
                when: "true"
                message: "'off'"
                ---
                id: X1
                effect: require
                scope: {tenants: [acme], actions: [migrate, "power-on"]}
                when: "'gold' in workload.labels"
                message: "'Host ' + dest.id + ' needs consent'"
                controls: [LW-1]
                obligations: [tell-the-tenant]
                """);

        PolicySet policies = new PolicyLoader().with(directory);

        assertThat(document(policies, "M50-pci-host-labelled").mode()).isEqualTo(PolicyDocument.Mode.OFF);
        assertThat(document(policies, "M50-pci-host-labelled").ref().version()).isEqualTo(2);
        assertThat(document(policies, "X1").controls()).containsExactly("LW-1");
        assertThat(document(policies, "X1").obligations()).containsExactly("tell-the-tenant");
        assertThat(policies.digest()).isNotEqualTo(new PolicyLoader().shipped().digest());
    }

    @Test
    void aTypoInAFieldIsNamedWithItsPlaceAndAHint() throws IOException {
        write("typo.yaml", policy("when: \"dest.trsut == 'TRUSTED'\""));

        assertThat(errors()).singleElement().satisfies(error -> {
            assertThat(error.file()).endsWith("typo.yaml");
            assertThat(error.line()).isEqualTo(3);
            assertThat(error.column()).isEqualTo(12);
            assertThat(error.message()).contains("trsut");
            assertThat(error.hint()).isEqualTo("did you mean 'trust'?");
        });
    }

    @Test
    void placesWithinABlockOfLinesAreExact() throws IOException {
        write("block.yaml", policy("""
                        when: |
                          dest.trust == 'TRUSTED'
                            && dset.site == 'west'"""));

        assertThat(errors()).singleElement().satisfies(error -> {
            assertThat(error.line()).isEqualTo(5);
            assertThat(error.column()).isEqualTo(8);
            assertThat(error.hint()).isEqualTo("did you mean 'dest'?");
        });
    }

    @Test
    void aTypeErrorIsFoundWhenThePolicyIsLoaded() throws IOException {
        write("type.yaml", policy("when: dest.trust == 1"));
        write("text.yaml", policy("when: dest.trust"));

        assertThat(errors())
                .extracting(PolicyError::message)
                .satisfiesExactly(
                        text -> assertThat(text).contains("expected type 'bool'"),
                        type -> assertThat(type).contains("no matching overload"));
    }

    @Test
    void unknownFieldsEffectsModesAndActionsAreNamedWithWhatIsKnown() throws IOException {
        write("words.yaml", """
                id: X1
                effect: forbids
                mod: monitor
                mode: monitored
                version: one
                scope: {tenant: [acme], actions: [migrat, teleport]}
                when: "true"
                message: "'x'"
                """);

        assertThat(errors())
                .extracting(error -> error.line() + ": " + error.message() + " " + error.hint())
                .containsExactlyInAnyOrder(
                        "2: unknown effect 'forbids' did you mean 'forbid'?",
                        "3: unknown field 'mod' did you mean 'mode'?",
                        "4: unknown mode 'monitored' did you mean 'monitor'?",
                        "5: unknown version 'one' known are 1, 2, 3 …",
                        "6: unknown field 'tenant' did you mean 'tenants'?",
                        "6: unknown action 'migrat' did you mean 'migrate'?",
                        "6: unknown action 'teleport' known are clone, migrate, power-on, recover, test");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        write("empty.yaml", "id: X1\n");

        assertThat(errors())
                .extracting(PolicyError::message)
                .containsExactly("field 'effect' is missing", "field 'when' is missing", "field 'message' is missing");
    }

    @Test
    void anEmptyScopeIsAMistakeAndNotEverybody() throws IOException {
        write("scope.yaml", policy("when: \"true\"\nscope: {tenants: [], actions: []}"));

        assertThat(errors())
                .extracting(PolicyError::message)
                .containsExactly("field 'tenants' must not be empty", "field 'actions' must not be empty");
    }

    @Test
    void whatIsNotYamlIsNamedWithItsPlace() throws IOException {
        write("broken.yaml", "id: [X1\n");
        write("list.yaml", "- id\n");

        assertThat(errors())
                .extracting(PolicyError::message)
                .satisfiesExactly(
                        broken -> assertThat(broken).startsWith("not YAML"),
                        list -> assertThat(list).contains("expected fields"));
    }

    @Test
    void theSameIdTwiceInTheDirectoryIsAMistakeThatNamesBothPlaces() throws IOException {
        write("a.yaml", policy("when: \"true\""));
        write("b.yaml", policy("when: \"false\""));

        assertThat(errors()).singleElement().satisfies(error -> {
            assertThat(error.file()).endsWith("b.yaml");
            assertThat(error.message()).isEqualTo("policy 'X1' is defined twice");
            assertThat(error.hint()).contains("a.yaml:1");
        });
    }

    @Test
    void allMistakesOfAllFilesAreToldAtOnce() throws IOException {
        write("a.yaml", policy("when: dest.trsut == 'T'"));
        write("b.yaml", policy("when: dest.sitte == 'T'"));

        assertThatThrownBy(() -> new PolicyLoader().with(directory))
                .isInstanceOf(BrokenPolicies.class)
                .hasMessageContaining("a.yaml:3:")
                .hasMessageContaining("b.yaml:3:");
    }

    @Test
    void aDirectoryThatIsNotThereAndAFileThatIsNoTextAreNamed() throws IOException {
        assertThatThrownBy(() -> new PolicyLoader().with(directory.resolve("gone")))
                .isInstanceOf(BrokenPolicies.class)
                .hasMessageContaining("leeward.policies.dir");
        Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(errors())
                .singleElement()
                .satisfies(error -> assertThat(error.message()).isEqualTo("not UTF-8 text"));
    }

    @Test
    void hiddenFilesAndOtherFilesAreLeftAlone() throws IOException {
        write(".hidden.yaml", "nonsense");
        write("README.md", "nonsense");

        assertThat(new PolicyLoader().with(directory).digest())
                .isEqualTo(new PolicyLoader().shipped().digest());
    }

    private static String policy(String when) {
        return "id: X1\neffect: forbid\n" + when + "\nmessage: \"'x'\"\n";
    }

    private void write(String name, String text) throws IOException {
        Files.write(directory.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    private List<PolicyError> errors() {
        return catchThrowableOfType(BrokenPolicies.class, () -> new PolicyLoader().with(directory))
                .errors();
    }

    private static PolicyDocument document(PolicySet policies, String id) {
        return policies.documents().stream()
                .filter(document -> document.ref().id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
