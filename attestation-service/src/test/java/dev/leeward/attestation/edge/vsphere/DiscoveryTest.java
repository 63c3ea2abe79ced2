package dev.leeward.attestation.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.app.SourceFailure;
import dev.leeward.attestation.evidence.TpmReport;
import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import dev.leeward.testkit.vsphere.EsxiHost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is made of a vCenter's answer: hosts, facts, TPM reports; and what cannot be made of it, by name. */
class DiscoveryTest {

    private static final Connection TWO_SITES = Connection.mapping(
            new Connection.Mapping("DC0", Optional.of("C0"), "east"),
            new Connection.Mapping("DC1", Optional.empty(), "west"));

    private final FakeVcenter fake = new FakeVcenter(0);

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void a_host_is_described_and_stands_at_the_site_of_its_cluster() throws Exception {
        fake.host("host-1", "ESX1.example.com", EsxiHost.measured("8.0.2"));
        fake.host("host-2", "esx2", EsxiHost.measured("8.0.2"), "domain-c9", "connected");

        Discovery discovery = discover(TWO_SITES);

        assertThat(discovery.problems()).isEmpty();
        assertThat(discovery.inventory().hosts())
                .extracting(host -> host.id() + " at " + host.site())
                .containsExactlyInAnyOrder("esx1.example.com at east", "esx2 at west");
        HostDescription host = described(discovery, "esx1.example.com");
        assertThat(host.name()).isEqualTo("ESX1.example.com");
        assertThat(host.vendor()).isEqualTo("Acme");
        assertThat(host.model()).isEqualTo("R750");
        assertThat(host.hypervisor()).isEqualTo("esxi");
        assertThat(host.hypervisorVersion()).isEqualTo("8.0.2");
        assertThat(host.labels()).isEqualTo(Map.of("datacenter", "DC0", "cluster", "C0"));
    }

    @Test
    void a_name_that_is_no_id_gets_dashes_and_one_that_cannot_be_one_is_named() throws Exception {
        fake.host("host-1", "DC0_C0_H0", EsxiHost.measured("8.0.2"));
        fake.host("host-2", "x".repeat(64), EsxiHost.measured("8.0.2"));

        Discovery discovery = discover(TWO_SITES);

        assertThat(discovery.inventory().hosts())
                .extracting(host -> host.id().value())
                .containsExactly("dc0-c0-h0");
        assertThat(discovery.problems()).extracting(SourceFailure::code).containsExactly("host-without-id");
    }

    @Test
    void two_hosts_of_one_id_are_both_named_and_neither_new_nor_gone() throws Exception {
        fake.host("host-1", "esx_1", EsxiHost.measured("8.0.2"));
        fake.host("host-2", "ESX-1", EsxiHost.measured("8.0.2"));

        Discovery discovery = discover(TWO_SITES);

        assertThat(discovery.inventory().hosts()).isEmpty();
        assertThat(discovery.inventory().unclear()).containsExactly(new HostId("esx-1"));
        assertThat(discovery.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).contains("esx_1 (host-1)", "ESX-1 (host-2)"));
        assertThat(discover(TWO_SITES.by(VcenterSettings.HostIdentity.UUID))
                        .inventory()
                        .hosts())
                .extracting(host -> host.id().value())
                .containsExactlyInAnyOrder("4c4c4544-host-1", "4c4c4544-host-2");
    }

    @Test
    void a_host_at_no_site_is_named_with_its_place() throws Exception {
        fake.host("host-1", "esx1", EsxiHost.measured("8.0.2"), "domain-c9", "connected");

        Discovery discovery = discover(Connection.mapping(new Connection.Mapping("DC0", Optional.empty(), "east")));

        assertThat(discovery.inventory().unclear()).containsExactly(new HostId("esx1"));
        assertThat(discovery.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason())
                        .contains("data center \"DC1\", cluster \"C1\", which is at no site"));
    }

    @Test
    void the_configuration_is_flat_facts() throws Exception {
        fake.host("host-1", "esx1", EsxiHost.measured("8.0.2"));

        ManagedObject host =
                Objects.requireNonNull(discover(TWO_SITES).objects().get(new HostId("esx1")));

        Map<String, String> facts = HostFacts.of(host);

        assertThat(facts)
                .containsEntry("secure-boot", "true")
                .containsEntry("esxi.version", "8.0.2")
                .containsEntry("esxi.build", "21495797")
                .containsEntry("esxi.advanced.Security.AccountLockFailures", "3")
                .containsEntry("esxi.advanced.Syslog.global.logHost", "ssl://log.example.com")
                .containsEntry("esxi.service.TSM-SSH.running", "true")
                .containsEntry("esxi.service.TSM-SSH.policy", "off")
                .containsEntry("esxi.lockdown-mode", "normal")
                .containsEntry("esxi.ntp.servers", "ntp1.example.com,ntp2.example.com")
                .containsEntry("esxi.firewall.incoming-blocked", "true")
                .containsEntry("esxi.firewall.sshServer.enabled", "true")
                .containsEntry("esxi.firewall.sshServer.all-ip", "false")
                .containsEntry("esxi.vswitch.vSwitch0.mac-changes", "true")
                .containsEntry("esxi.portgroup.VM Network.vlan", "17")
                .containsEntry("esxi.portgroup.VM Network.forged-transmits", "false")
                .containsEntry("esxi.tpm.version", "2.0")
                .containsEntry("esxi.secure-boot-required", "true")
                .doesNotContainKey("esxi.advanced.Disk.MaxLUN");
    }

    @Test
    void a_tpm_report_holds_the_pcrs_and_what_was_measured() throws Exception {
        EsxiHost host = EsxiHost.measured("8.0.2");
        fake.host("host-1", "esx1", host);

        TpmReport report = TpmReports.read(connect().tpmReport(new Reference("HostSystem", "host-1")))
                .orElseThrow();

        assertThat(report.pcrs().values()).hasSize(10);
        assertThat(report.pcrs().get(17).hex()).isEqualTo(host.pcrs().get(17));
        assertThat(report.events()).extracting(event -> event.words()).contains("hypervisor esxi 8.0.2");
    }

    private Discovery discover(VcenterSettings.Connection settings) throws VcenterFailure {
        return Discovery.of(settings, connect().hostsAndParents());
    }

    private static HostDescription described(Discovery discovery, String id) {
        List<HostDescription> hosts = discovery.inventory().hosts();
        return hosts.stream()
                .filter(host -> host.id().value().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Vcenter connect() throws VcenterFailure {
        return new Vcenter(
                new SoapClient(fake.url(), Tls.trusting(Optional.empty()), Duration.ofSeconds(5), 4L << 20),
                FakeVcenter.USER,
                () -> FakeVcenter.PASSWORD,
                50);
    }
}
