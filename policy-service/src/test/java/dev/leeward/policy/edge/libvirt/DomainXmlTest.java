package dev.leeward.policy.edge.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainXmlTest {

    private static final String UUID_TEXT = "11111111-2222-4333-8444-555555555555";

    @Test
    void a_domain_is_known_by_its_uuid_however_it_is_written() throws Exception {
        DomainXml domain = DomainXml.parse("""
                <?xml version="1.0" encoding="UTF-8"?>
                <!-- <uuid>00000000-0000-4000-8000-000000000000</uuid> -->
                <domain type='kvm' id='7' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>vm&#49;</name>
                  <uuid><![CDATA[11111111-2222-4333]]>-8444-&#53;55555555555</uuid>
                  <devices><disk><source file='/srv/vm1.img'/></disk></devices>
                  <qemu:commandline><qemu:arg value='-uuid'/></qemu:commandline>
                </domain>
                """);

        assertThat(domain).isEqualTo(new DomainXml(UUID.fromString(UUID_TEXT), "vm1"));
    }

    @Test
    void what_the_machines_owner_may_write_says_nothing_of_who_it_is() throws Exception {
        DomainXml domain = DomainXml.parse("""
                <domain><name>vm1</name><uuid>%s</uuid>
                  <metadata><lw:workload xmlns:lw="https://leeward.dev/libvirt" id="another-tenants"/>
                    <uuid>00000000-0000-4000-8000-000000000000</uuid></metadata>
                  <sysinfo><system><entry name="uuid">00000000-0000-4000-8000-000000000000</entry></system></sysinfo>
                </domain>""".formatted(UUID_TEXT));

        assertThat(domain.uuid()).isEqualTo(UUID.fromString(UUID_TEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no xml",
                "<domain><name>a</name>",
                "<machine><name>a</name><uuid>11111111-2222-4333-8444-555555555555</uuid></machine>",
                "<domain xmlns='urn:other'><name>a</name><uuid>11111111-2222-4333-8444-555555555555</uuid></domain>",
                "<domain><name>a</name></domain>",
                "<domain><name>a</name><uuid>1-1-1-1-1</uuid></domain>",
                "<domain><name>a</name><uuid>11111111-2222-4333-8444-555555555555</uuid><uuid>x</uuid></domain>",
                "<domain><name>a</name><uuid><b>11111111-2222-4333-8444-555555555555</b></uuid></domain>",
                "<domain><uuid>11111111-2222-4333-8444-555555555555</uuid></domain>",
                "<!DOCTYPE domain [<!ENTITY u '11111111-2222-4333-8444-555555555555'>]><domain><name>a</name><uuid>&u;</uuid></domain>",
            })
    void what_might_be_read_in_another_way_is_not_read(String document) {
        assertThatThrownBy(() -> DomainXml.parse(document)).isInstanceOf(DomainXml.Unreadable.class);
    }
}
