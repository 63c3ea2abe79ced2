package dev.leeward.policy.edge.vsphere;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The account for look-ups, whose session is kept and opened again when it has ended. */
final class Account {

    private final Vcenter vcenter;
    private final String user;
    private final Path passwordFile;

    private @Nullable ClientSession session;

    Account(Vcenter vcenter, String user, Path passwordFile) {
        this.vcenter = vcenter;
        this.user = user;
        this.passwordFile = passwordFile;
    }

    /** What is asked in its session. */
    @FunctionalInterface
    interface Question<T> {
        T in(ClientSession session) throws LookUpFailed, Unacceptable;
    }

    /** Asks in its session, and again in a new one where it turns out to have ended. */
    <T> T during(Question<T> question) throws LookUpFailed, Unacceptable {
        ClientSession open = session();
        try {
            return question.in(open);
        } catch (LookUpFailed e) {
            if (!e.notAuthenticated()) {
                throw e;
            }
            ended(open);
            return question.in(session());
        }
    }

    /** Its session; a new one where there is none. */
    private synchronized ClientSession session() throws LookUpFailed {
        ClientSession open = session;
        if (open == null) {
            open = vcenter.login(user, password());
            session = open;
        }
        return open;
    }

    /** The session has turned out to have ended. */
    private synchronized void ended(ClientSession gone) {
        if (gone.equals(session)) {
            session = null;
        }
    }

    private String password() throws LookUpFailed {
        try {
            return Files.readString(passwordFile).strip();
        } catch (IOException e) {
            throw new LookUpFailed("the file of leeward.vsphere-gateway.password-file cannot be read");
        }
    }
}
