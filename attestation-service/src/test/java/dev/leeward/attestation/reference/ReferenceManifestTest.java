package dev.leeward.attestation.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.attestation.evidence.Bytes;
import java.util.List;
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
    void bad_values_are_named() {
        assertThatThrownBy(() -> new ReferenceValue(17, Bytes.repeat(1, 20), "hypervisor"))
                .hasMessageContaining("digest of \"hypervisor\" has 20 bytes");
        assertThatThrownBy(() -> new ManifestId("ESXi 5.1")).hasMessageContaining("ESXi 5.1");
        assertThatThrownBy(() -> vmm("esxi-5.1", 0, IN_17, IN_18)).hasMessageContaining("version 0");
    }

    private static ReferenceManifest vmm(String id, int version, ReferenceValue... values) {
        return new ReferenceManifest(new ManifestId(id), version, Part.VMM, "esxi", "5.1", List.of(values));
    }
}
