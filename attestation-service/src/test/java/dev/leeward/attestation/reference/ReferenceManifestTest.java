package dev.leeward.attestation.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.SourceId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReferenceManifestTest {

    private static final ReferenceValue IN_17 = new ReferenceValue(17, Bytes.repeat(1, 32), "hypervisor");
    private static final ReferenceValue IN_18 = new ReferenceValue(18, Bytes.repeat(2, 32), "kernel");

    @Test
    void it_speaks_of_every_pcr_of_its_part_and_of_no_other() {
        assertThatThrownBy(() -> vmm("esxi-5.1", 1, IN_17)).hasMessageContaining("no value for PCR 18");
        assertThatThrownBy(() -> vmm("esxi-5.1", 1, IN_17, IN_18, new ReferenceValue(0, Bytes.repeat(1, 32), "bios")))
                .hasMessageContaining("a value for PCR 0, but VMM is measured into sha256:17,18");
    }

    @Test
    void the_digest_of_all_changes_with_each_and_with_its_version_but_not_with_their_order() {
        ReferenceManifest one = vmm("esxi-5.1", 1, IN_17, IN_18);
        ReferenceManifest two = vmm("esxi-5.2", 1, IN_17, IN_18);

        assertThat(new References(List.of(one, two)).digest())
                .isEqualTo(new References(List.of(two, one)).digest())
                .isNotEqualTo(new References(List.of(one)).digest())
                .isNotEqualTo(new References(List.of(vmm("esxi-5.1", 2, IN_17, IN_18), two)).digest());
    }

    @Test
    void what_only_some_hosts_measure_is_for_hosts_that_are_named() {
        HostId west = new HostId("west-1");
        AssetTag tag = new AssetTag(west, new TreeMap<>(Map.of("site", "west")));

        assertThatThrownBy(() -> own(AppliesTo.EVERY_HOST, null, new ReferenceValue(8, Bytes.repeat(1, 32), "serial")))
                .hasMessageContaining("does not name the hosts");
        assertThatThrownBy(() -> own(AppliesTo.hosts(Set.of(west)), null)).hasMessageContaining("says nothing");
        assertThatThrownBy(() ->
                        own(AppliesTo.hosts(Set.of(west)), null, new ReferenceValue(16, Bytes.repeat(1, 32), "debug")))
                .hasMessageContaining("value for PCR 16");
        assertThatThrownBy(() ->
                        own(AppliesTo.hosts(Set.of(west)), tag, new ReferenceValue(8, Bytes.repeat(1, 32), "serial")))
                .hasMessageContaining("HOST_UNIQUE has an asset tag");
        assertThatThrownBy(() -> tagged(AppliesTo.hosts(Set.of(new HostId("west-2"))), tag, tag.measurement()))
                .hasMessageContaining("the asset tag of west-1, but is for host west-2");
        assertThatThrownBy(() ->
                        tagged(AppliesTo.hosts(Set.of(west)), tag, new ReferenceValue(22, Bytes.repeat(1, 32), "tag")))
                .hasMessageContaining("other values than the measurement of its asset tag");
    }

    @Test
    void a_manifest_that_names_hosts_changes_nothing_for_the_others() {
        HostId west = new HostId("west-1");
        ReferenceManifest shared = vmm("esxi-5.1", 1, IN_17, IN_18);
        ReferenceManifest own =
                own(AppliesTo.hosts(Set.of(west)), null, new ReferenceValue(8, Bytes.repeat(1, 32), "serial"));

        assertThat(new References(List.of(shared, own)).digest()).isEqualTo(new References(List.of(shared)).digest());
    }

    @Test
    void a_manifest_is_for_hosts_of_which_all_is_true_that_it_names() {
        HostDescription host = new HostDescription(
                new HostId("west-1"),
                SourceId.FILE,
                "w",
                "west",
                "Dell",
                "PowerEdge R720",
                "esxi",
                "5.1",
                Map.of("pci", "true"));

        assertThat(AppliesTo.EVERY_HOST.matches(host)).isTrue();
        assertThat(kind("DELL", "poweredge r720", Map.of("pci", "true")).matches(host))
                .isTrue();
        assertThat(kind("Dell", "PowerEdge R730", Map.of()).matches(host)).isFalse();
        assertThat(kind(null, null, Map.of("pci", "false")).matches(host)).isFalse();
        assertThat(AppliesTo.hosts(Set.of(new HostId("west-2"))).matches(host)).isFalse();
        assertThat(kind("Dell", null, Map.of("pci", "true"))).hasToString("vendor Dell, label pci=true");
    }

    @Test
    void an_asset_tag_is_read_from_its_text_and_from_no_other() {
        AssetTag tag = new AssetTag(new HostId("west-1"), new TreeMap<>(Map.of("site", "west", "residency", "EU")));

        assertThat(tag.text()).isEqualTo("asset-tag host=west-1 residency=EU site=west");
        assertThat(AssetTag.parse(tag.text())).contains(tag);
        assertThat(AssetTag.parse("asset-tag host=west-1 site=west residency=EU"))
                .isEmpty();
        assertThat(AssetTag.parse("asset-tag host=west-1")).isEmpty();
        assertThat(AssetTag.parse("asset-tag host=West site=west")).isEmpty();
        assertThat(AssetTag.parse("kernel options")).isEmpty();
        assertThatThrownBy(() -> new AssetTag(new HostId("west-1"), new TreeMap<>(Map.of("site", "west x=y"))))
                .hasMessageContaining("west x=y");
        assertThatThrownBy(() -> new AssetTag(new HostId("west-1"), new TreeMap<>(Map.of("host", "west-2"))))
                .hasMessageContaining("\"host\"");
    }

    @Test
    void measurements_are_compared_one_by_one_between_what_begins_and_ends_the_same() {
        ReferenceValue next = new ReferenceValue(17, Bytes.repeat(3, 32), "hypervisor");
        ReferenceValue more = new ReferenceValue(17, Bytes.repeat(4, 32), "policy");

        assertThat(words(List.of(IN_17, IN_18), List.of(IN_17, IN_18))).isEmpty();
        assertThat(words(List.of(IN_17, IN_18), List.of(next, more, IN_18)))
                .containsExactly(
                        "PCR 17: another hypervisor takes the place of hypervisor at position 1.",
                        "PCR 17: policy is added at position 2.");
        assertThat(words(List.of(IN_17, more, next, IN_18), List.of(IN_17, next)))
                .containsExactly("PCR 17: policy is gone from position 2.", "PCR 18: kernel is gone from position 1.");
    }

    private static List<String> words(List<ReferenceValue> from, List<ReferenceValue> to) {
        return ManifestDiff.between(from, to).changes().stream()
                .map(ManifestDiff.Change::words)
                .toList();
    }

    private static AppliesTo kind(@Nullable String vendor, @Nullable String model, Map<String, String> labels) {
        return new AppliesTo(vendor, model, null, new TreeSet<>(), new TreeMap<>(labels));
    }

    private static ReferenceManifest own(AppliesTo hosts, @Nullable AssetTag tag, ReferenceValue... values) {
        return new ReferenceManifest(
                new ManifestId("own"), 1, Part.HOST_UNIQUE, "host", "1", hosts, tag, List.of(values));
    }

    private static ReferenceManifest tagged(AppliesTo hosts, AssetTag tag, ReferenceValue... values) {
        return new ReferenceManifest(
                new ManifestId("tag"), 1, Part.ASSET_TAG, "site", "1", hosts, tag, List.of(values));
    }

    @Test
    void bad_values_are_named() {
        assertThatThrownBy(() -> new ReferenceValue(17, Bytes.repeat(1, 20), "hypervisor"))
                .hasMessageContaining("digest of \"hypervisor\" has 20 bytes");
        assertThatThrownBy(() -> new ManifestId("ESXi 5.1")).hasMessageContaining("ESXi 5.1");
        assertThatThrownBy(() -> vmm("esxi-5.1", 0, IN_17, IN_18)).hasMessageContaining("version 0");
    }

    private static ReferenceManifest vmm(String id, int version, ReferenceValue... values) {
        return new ReferenceManifest(
                new ManifestId(id), version, Part.VMM, "esxi", "5.1", AppliesTo.EVERY_HOST, null, List.of(values));
    }
}
