package dev.leeward.attestation.edge.vsphere;

import dev.leeward.attestation.app.ManagedFacts;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The configuration of an ESXi host as flat facts, keys beginning with {@code esxi.}; docs/sources.md lists them. Besides
 * these, {@code secure-boot} is true where the host's state is sealed so that it cannot boot without Secure Boot. What
 * changes from minute to minute is left out: a change of facts is an event.
 */
final class HostFacts {

    /** Advanced settings that say something about security; a host has a thousand others. */
    private static final List<String> SETTINGS = List.of(
            "Annotations.",
            "Config.Etc.",
            "Config.HostAgent.",
            "DCUI.",
            "Mem.MemEagerZero",
            "Mem.ShareForceSalting",
            "Net.BMCNetworkEnable",
            "Net.BlockGuestBPDU",
            "Net.DVFilterBindIpAddress",
            "RemoteDisplay.",
            "Security.",
            "Syslog.global.",
            "UserVars.",
            "VMkernel.Boot.execInstalledOnly");

    private static final int MAX_LENGTH = 2000;

    private final Map<String, String> facts = new TreeMap<>();

    private HostFacts() {}

    /** The facts of a host. */
    static Map<String, String> of(ManagedObject host) {
        HostFacts facts = new HostFacts();
        facts.identity(host);
        facts.boot(host);
        host.get("config.option").ifPresent(facts::settings);
        host.get("config.service").ifPresent(facts::services);
        host.get("config.firewall").ifPresent(facts::firewall);
        host.text("config.lockdownMode").ifPresent(mode -> facts.put("lockdown-mode", lockdown(mode)));
        host.get("config.dateTimeInfo").ifPresent(facts::time);
        host.get("config.certificate").ifPresent(facts::certificate);
        host.get("config.network.vswitch")
                .ifPresent(list -> list.all("HostVirtualSwitch").forEach(facts::vswitch));
        host.get("config.network.portgroup")
                .ifPresent(list -> list.all("HostPortGroup").forEach(facts::portgroup));
        return Map.copyOf(facts.facts);
    }

    private void put(String key, String value) {
        facts.put(
                ManagedFacts.PREFIX + key, value.length() > MAX_LENGTH ? value.substring(0, MAX_LENGTH) + "…" : value);
    }

    private void copy(Xml from, String key, String... path) {
        from.textAt(path).ifPresent(value -> put(key, value));
    }

    private void identity(ManagedObject host) {
        host.get("summary.config.product").ifPresent(product -> {
            copy(product, "version", "version");
            copy(product, "build", "build");
        });
        host.text("summary.hardware", "uuid").ifPresent(uuid -> put("hardware.uuid", uuid));
        host.text("runtime", "connectionState").ifPresent(state -> put("connection-state", state));
        host.text("runtime", "inMaintenanceMode").ifPresent(mode -> put("maintenance-mode", mode));
    }

    private void boot(ManagedObject host) {
        host.get("runtime").ifPresent(runtime -> {
            copy(runtime, "boot-time", "bootTime");
            copy(runtime, "state-encryption", "stateEncryption", "protectionMode");
            copy(runtime, "secure-boot-required", "stateEncryption", "requireSecureBoot");
            copy(runtime, "exec-installed-only-required", "stateEncryption", "requireExecInstalledOnly");
            if (runtime.textAt("stateEncryption", "requireSecureBoot")
                    .filter("true"::equals)
                    .isPresent()) {
                facts.put("secure-boot", "true");
            }
        });
        host.get("capability").ifPresent(capability -> {
            copy(capability, "tpm.supported", "tpmSupported");
            copy(capability, "tpm.version", "tpmVersion");
            copy(capability, "txt.enabled", "txtEnabled");
        });
    }

    private void settings(Xml options) {
        options.all("OptionValue").forEach(option -> {
            String key = option.textAt("key").orElse("");
            if (SETTINGS.stream().anyMatch(key::startsWith)) {
                put("advanced." + key, option.textAt("value").orElse(""));
            }
        });
    }

    private void services(Xml info) {
        info.all("service").forEach(service -> {
            String key = "service." + service.textAt("key").orElse("unknown");
            copy(service, key + ".running", "running");
            copy(service, key + ".policy", "policy");
        });
    }

    private void firewall(Xml info) {
        copy(info, "firewall.incoming-blocked", "defaultPolicy", "incomingBlocked");
        copy(info, "firewall.outgoing-blocked", "defaultPolicy", "outgoingBlocked");
        info.all("ruleset").forEach(ruleset -> {
            String key = "firewall." + ruleset.textAt("key").orElse("unknown");
            copy(ruleset, key + ".enabled", "enabled");
            copy(ruleset, key + ".all-ip", "allowedHosts", "allIp");
        });
    }

    private static String lockdown(String mode) {
        return mode.replaceFirst("^lockdown", "").toLowerCase(Locale.ROOT);
    }

    private void time(Xml info) {
        put(
                "ntp.servers",
                info.at("ntpConfig").stream()
                        .flatMap(ntp -> ntp.all("server"))
                        .map(Xml::text)
                        .collect(Collectors.joining(",")));
    }

    private void vswitch(Xml vswitch) {
        String name = vswitch.textAt("name").orElse("unknown");
        vswitch.at("spec", "policy", "security").ifPresent(security -> security("vswitch." + name, security));
    }

    private void portgroup(Xml portgroup) {
        String name = portgroup.textAt("spec", "name").orElse("unknown");
        copy(portgroup, "portgroup." + name + ".vlan", "spec", "vlanId");
        portgroup.at("computedPolicy", "security").ifPresent(security -> security("portgroup." + name, security));
    }

    private void security(String key, Xml security) {
        copy(security, key + ".allow-promiscuous", "allowPromiscuous");
        copy(security, key + ".mac-changes", "macChanges");
        copy(security, key + ".forged-transmits", "forgedTransmits");
    }

    private void certificate(Xml value) {
        byte[] content = SignedBytes.of(value, "byte");
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content));
            put("certificate.subject", certificate.getSubjectX500Principal().getName());
            put("certificate.issuer", certificate.getIssuerX500Principal().getName());
            put("certificate.not-after", certificate.getNotAfter().toInstant().toString());
        } catch (CertificateException e) {
            put("certificate.unreadable", "true");
        }
    }
}
