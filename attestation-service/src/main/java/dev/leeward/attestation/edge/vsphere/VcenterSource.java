package dev.leeward.attestation.edge.vsphere;

import dev.leeward.attestation.edge.vsphere.VcenterFailure.Code;
import dev.leeward.attestation.host.SourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One configured vCenter: its connection, and that it is asked once at a time. */
final class VcenterSource {

    private static final Logger LOG = Logger.getLogger(VcenterSource.class);
    private static final long MAX_ANSWER = 64L << 20;

    private final VcenterSettings.Connection settings;
    private final VcenterReading reading;
    private final AtomicBoolean busy = new AtomicBoolean();

    @Nullable private Vcenter vcenter;

    VcenterSource(VcenterSettings.Connection settings, VcenterReading reading) {
        this.settings = settings;
        this.reading = reading;
    }

    SourceId id() {
        return new SourceId(settings.id());
    }

    Duration interval() {
        return settings.interval();
    }

    boolean isBusy() {
        return busy.get();
    }

    /** Reads it once, unless it is being read. */
    void ask() {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        try {
            reading.read(settings, this::connect);
        } finally {
            busy.set(false);
        }
    }

    /** The connection, made when it is first needed, so that a file that is missing now may be there later. */
    private synchronized Vcenter connect() throws VcenterFailure {
        if (vcenter == null) {
            vcenter = new Vcenter(
                    new SoapClient(settings.url(), Tls.trusting(settings.caFile()), settings.timeout(), MAX_ANSWER),
                    settings.user(),
                    this::password,
                    settings.pageSize());
        }
        return vcenter;
    }

    private String password() throws VcenterFailure {
        if (settings.passwordFile().isPresent()) {
            return fromFile(settings.passwordFile().get());
        }
        String variable = settings.passwordVariable().orElse("");
        String password = System.getenv(variable);
        if (password == null || password.isEmpty()) {
            throw new VcenterFailure(
                    Code.PASSWORD_MISSING,
                    "The environment variable " + variable + " holds no password.",
                    "Set it, or name a file with the password (password-file).");
        }
        return password;
    }

    private static String fromFile(Path file) throws VcenterFailure {
        try {
            return Files.readString(file).stripTrailing();
        } catch (IOException e) {
            throw new VcenterFailure(
                    Code.PASSWORD_MISSING,
                    "The password file " + file + " cannot be read: " + e.getMessage() + ".",
                    "Let password-file name a file that the service may read.",
                    e);
        }
    }

    synchronized void close() {
        if (vcenter != null) {
            try {
                vcenter.logout();
            } catch (VcenterFailure e) {
                LOG.debugf("vcenter-logout-failed source=%s: %s", id(), e.getMessage());
            }
            vcenter.close();
            vcenter = null;
        }
    }
}
