package dev.leeward.testkit.tpm;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A host that measures its boot and its hypervisor's launch into a {@link SoftwareTpm}, and answers challenges. */
public final class MeasuredHost implements AttestingHost {

    private final SoftwareTpm tpm;
    private final Map<String, String> facts = new HashMap<>();
    private BootProfile profile;
    private byte[] eventLog;

    private MeasuredHost(SoftwareTpm tpm, BootProfile profile) {
        this.tpm = tpm;
        this.profile = profile;
        this.eventLog = measure();
        facts.put("secure-boot", "true");
    }

    /** Boots a host on the given TPM: resets it, measures firmware, then launches the hypervisor. */
    public static MeasuredHost boot(SoftwareTpm tpm, BootProfile profile) {
        return new MeasuredHost(tpm, profile);
    }

    /** Boots again, into the given software. */
    public synchronized void reboot(BootProfile next) {
        profile = next;
        eventLog = measure();
    }

    /** States a configuration fact from now on. */
    public synchronized void fact(String key, String value) {
        facts.put(key, value);
    }

    /** The TPM, for tests that tamper with it. */
    public SoftwareTpm tpm() {
        return tpm;
    }

    @Override
    public byte[] attestationPublic() {
        return tpm.attestationPublic();
    }

    @Override
    public byte[] endorsementPublic() {
        return tpm.endorsementPublic();
    }

    @Override
    public Optional<byte[]> endorsementCertificate() {
        return tpm.endorsementCertificate();
    }

    @Override
    public byte[] activate(byte[] credentialBlob, byte[] encryptedSecret) {
        return tpm.activate(credentialBlob, encryptedSecret);
    }

    @Override
    public synchronized HostEvidence evidence(byte[] nonce, int... selection) {
        SortedMap<Integer, String> pcrs = new TreeMap<>();
        for (int pcr : selection) {
            pcrs.put(pcr, HexFormat.of().formatHex(tpm.pcr(pcr)));
        }
        Map<String, String> stated = new HashMap<>(facts);
        stated.put("hypervisor", profile.hypervisor());
        stated.put("hypervisor-version", profile.hypervisorVersion());
        stated.put("bios-version", profile.biosVersion());
        return HostEvidence.of(tpm.quote(nonce, selection), eventLog, pcrs, stated);
    }

    /** The event log of the last boot. */
    public synchronized byte[] eventLog() {
        return eventLog.clone();
    }

    private byte[] measure() {
        EventLogWriter log = new EventLogWriter();
        tpm.reboot(profile.startupLocality());
        if (profile.startupLocality() != 0) {
            log.startupLocality(profile.startupLocality());
        }
        for (MeasuredEvent event : profile.platformEvents()) {
            tpm.extend(event.pcr(), event.digestBytes());
            log.event(event);
        }
        if (profile.measuredLaunch()) {
            MeasuredEvent module = profile.vmmEvents().getFirst();
            tpm.measuredLaunch(module.dataBytes());
            log.event(module);
            for (MeasuredEvent event :
                    profile.vmmEvents().subList(1, profile.vmmEvents().size())) {
                tpm.extend(event.pcr(), event.digestBytes());
                log.event(event);
            }
        }
        return log.bytes();
    }
}
