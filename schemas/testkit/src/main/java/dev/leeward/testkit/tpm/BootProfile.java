package dev.leeward.testkit.tpm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a host boots, and so what it measures. The same profile gives the same digests on every host, which is why
 * reference manifests can be derived from it.
 *
 * @param biosVersion version of BIOS and firmware, for example 2.17: measured into PCR 0 to 7
 * @param hypervisor product, for example esxi: measured into PCR 17 and 18 by a measured launch
 * @param hypervisorVersion its version, for example 5.1
 * @param startupLocality locality that firmware starts the TPM at: 0, 3 or 4
 * @param measuredLaunch whether the host makes a measured launch at all
 * @param own what only this host measures, after all the rest: into PCR 17 to 22 by the launched software
 */
public record BootProfile(
        String biosVersion,
        String hypervisor,
        String hypervisorVersion,
        int startupLocality,
        boolean measuredLaunch,
        List<MeasuredEvent> own) {

    private static final byte[] GLOBAL_VARIABLE = HexFormat.of().parseHex("61dfe48bca93d211aa0d00e098032b8c");
    private static final byte[] IMAGE_SECURITY = HexFormat.of().parseHex("cbb219d73a3d9645a3bcdad00e67656f");

    private static final int FIRST_DYNAMIC = 17;

    public BootProfile {
        own = List.copyOf(own);
    }

    /** A profile with startup at locality 0 and a measured launch. */
    public static BootProfile of(String biosVersion, String hypervisor, String hypervisorVersion) {
        return new BootProfile(biosVersion, hypervisor, hypervisorVersion, 0, true, List.of());
    }

    /** The same, with the TPM started at the given locality. */
    public BootProfile startedAt(int locality) {
        return new BootProfile(biosVersion, hypervisor, hypervisorVersion, locality, measuredLaunch, own);
    }

    /** The same without a measured launch: PCR 17 to 22 stay as they were at reset. */
    public BootProfile withoutMeasuredLaunch() {
        return new BootProfile(biosVersion, hypervisor, hypervisorVersion, startupLocality, false, own);
    }

    /** The same, with one more measurement of a text: PCR 22 for an asset tag. */
    public BootProfile measuring(int pcr, String text) {
        List<MeasuredEvent> more = new ArrayList<>(own);
        more.add(MeasuredEvent.of(pcr, MeasuredEvent.IPL, text));
        return new BootProfile(biosVersion, hypervisor, hypervisorVersion, startupLocality, measuredLaunch, more);
    }

    /** Measurements of the static boot in order: PCR 0 to 7, then the host's own. */
    public List<MeasuredEvent> platformEvents() {
        List<MeasuredEvent> events = new ArrayList<>();
        events.add(MeasuredEvent.of(
                0,
                MeasuredEvent.CRTM_VERSION,
                ("CRTM " + biosVersion + '\0').getBytes(StandardCharsets.UTF_16LE),
                "CRTM " + biosVersion));
        events.add(MeasuredEvent.of(0, MeasuredEvent.FIRMWARE_BLOB, "bios " + biosVersion));
        events.add(MeasuredEvent.of(2, MeasuredEvent.FIRMWARE_BLOB, "option ROM of the network adapter"));
        events.add(variable("SecureBoot", GLOBAL_VARIABLE, new byte[] {1}));
        events.add(variable("PK", GLOBAL_VARIABLE, new byte[0]));
        events.add(variable("KEK", GLOBAL_VARIABLE, new byte[0]));
        events.add(variable("db", IMAGE_SECURITY, new byte[0]));
        events.add(variable("dbx", IMAGE_SECURITY, new byte[0]));
        events.add(MeasuredEvent.of(1, MeasuredEvent.EVENT_TAG, "board configuration"));
        events.add(MeasuredEvent.of(3, MeasuredEvent.EVENT_TAG, "configuration of option ROMs"));
        for (int pcr = 0; pcr <= 7; pcr++) {
            events.add(MeasuredEvent.of(pcr, MeasuredEvent.SEPARATOR, new byte[4], "separator"));
        }
        events.add(MeasuredEvent.of(4, MeasuredEvent.IPL, "boot loader"));
        events.add(MeasuredEvent.of(5, MeasuredEvent.IPL, "partition table"));
        events.add(MeasuredEvent.of(6, MeasuredEvent.IPL, "platform maker's measurement"));
        own.stream().filter(event -> event.pcr() < FIRST_DYNAMIC).forEach(events::add);
        return List.copyOf(events);
    }

    /** Measurements of the measured launch in order: PCR 17 and 18, then the host's own; the first is the module itself. */
    public List<MeasuredEvent> vmmEvents() {
        List<MeasuredEvent> events = new ArrayList<>();
        events.add(MeasuredEvent.of(17, MeasuredEvent.IPL, "SINIT module"));
        events.add(MeasuredEvent.of(17, MeasuredEvent.IPL, "launch control policy"));
        events.add(MeasuredEvent.of(17, MeasuredEvent.IPL, "hypervisor " + hypervisor + ' ' + hypervisorVersion));
        events.add(MeasuredEvent.of(18, MeasuredEvent.IPL, "kernel of " + hypervisor + ' ' + hypervisorVersion));
        events.add(MeasuredEvent.of(18, MeasuredEvent.IPL, "kernel options"));
        own.stream().filter(event -> event.pcr() >= FIRST_DYNAMIC).forEach(events::add);
        return List.copyOf(events);
    }

    /** {@code UEFI_VARIABLE_DATA}: vendor GUID, name length, data length, name, data. */
    private static MeasuredEvent variable(String name, byte[] vendor, byte[] value) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(vendor);
        data.writeBytes(ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(name.length())
                .putLong(value.length)
                .array());
        data.writeBytes(name.getBytes(StandardCharsets.UTF_16LE));
        data.writeBytes(value);
        return MeasuredEvent.of(7, MeasuredEvent.EFI_VARIABLE, data.toByteArray(), "variable " + name);
    }
}
