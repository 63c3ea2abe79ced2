package dev.leeward.testkit.tpm;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A TPM 2.0 of the swtpm project, in a process of its own, on Unix sockets in a folder. It needs the programs swtpm and
 * swtpm_ioctl (Debian packages swtpm and swtpm-tools).
 */
public final class Swtpm implements AutoCloseable {

    private static final int TPM_CC_PCR_EXTEND = 0x0000_0182;
    private static final int TPM_ST_SESSIONS = 0x8002;
    private static final int TPM_RS_PW = 0x4000_0009;
    private static final int PATIENCE_MILLIS = 10_000;

    private final Path folder;
    private Process process;

    private Swtpm(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /** Starts a TPM whose state is in the folder; a new one where there is none. Paths of sockets must stay short. */
    public static Swtpm start(Path folder) throws IOException {
        Files.createDirectories(folder);
        Swtpm tpm = new Swtpm(folder, launch(folder));
        tpm.awaitSockets();
        return tpm;
    }

    /**
     * Makes a TPM with endorsement keys and their certificates, as a maker does, where the folder holds none yet: RSA 2048 at
     * 0x81010001 with its certificate at 0x1c00002, ECC P-384 at 0x81010016 and 0x1c00016. It needs swtpm_setup and
     * swtpm_localca as well (Debian package swtpm-tools).
     *
     * @param authority folder of the certificate authority, which is made where there is none; it ends up with
     *     swtpm-localca-rootca-cert.pem and issuercert.pem
     */
    public static void manufacture(Path folder, Path authority) throws IOException {
        if (Files.exists(folder.resolve("tpm2-00.permall"))) {
            return;
        }
        Files.createDirectories(folder);
        Files.createDirectories(authority);
        Path ca = Files.writeString(
                folder.resolve("localca.conf"),
                "statedir = %1$s%nsigningkey = %1$s/signkey.pem%nissuercert = %1$s/issuercert.pem%ncertserial = %1$s/certserial%n"
                        .formatted(authority.toAbsolutePath()));
        Path options = Files.writeString(
                folder.resolve("localca.options"),
                "--platform-manufacturer Leeward%n--platform-version 1.0%n--platform-model simulated%n".formatted());
        Path setup = Files.writeString(
                folder.resolve("setup.conf"),
                "create_certs_tool = swtpm_localca%ncreate_certs_tool_config = %s%ncreate_certs_tool_options = %s%nactive_pcr_banks = sha256%n"
                        .formatted(ca.toAbsolutePath(), options.toAbsolutePath()));
        Tool.run(
                folder,
                Map.of(),
                "swtpm_setup",
                "--tpm2",
                "--tpmstate",
                folder.toAbsolutePath().toString(),
                "--create-ek-cert",
                "--lock-nvram",
                "--vmid",
                String.valueOf(folder.getFileName()),
                "--config",
                setup.toAbsolutePath().toString());
    }

    /** Where tpm2-tools find it: the value of {@code TPM2TOOLS_TCTI}. */
    public String tcti() {
        return "swtpm:path=" + data();
    }

    /** The environment in which tpm2-tools talk to it. */
    public Map<String, String> environment() {
        return Map.of("TPM2TOOLS_TCTI", tcti());
    }

    /** Loses power and starts again: PCRs are reset. */
    public void powerCycle() throws IOException {
        close();
        process = launch(folder);
        awaitSockets();
    }

    /** Shuts down orderly and starts again. */
    public void reboot() throws IOException {
        command(HexFormat.of().parseHex("80010000000c000001450000"));
        powerCycle();
    }

    /** Extends a PCR of the SHA-256 bank. */
    public void extend(int pcr, byte[] digest) throws IOException {
        byte[] body = new TpmBytes()
                .u32(pcr)
                .u32(9)
                .u32(TPM_RS_PW)
                .u16(0)
                .u8(0)
                .u16(0)
                .u32(1)
                .u16(TpmKey.ALG_SHA256)
                .raw(digest)
                .bytes();
        command(new TpmBytes()
                .u16(TPM_ST_SESSIONS)
                .u32(10 + body.length)
                .u32(TPM_CC_PCR_EXTEND)
                .raw(body)
                .bytes());
    }

    /**
     * A dynamic launch: PCRs 17 to 22 are reset, PCR 17 is extended with the digest of the module; then they can be
     * extended until {@link #endLaunch}.
     */
    public void beginLaunch(byte[] module) throws IOException {
        control("-h", new String(module, StandardCharsets.US_ASCII));
        control("-l", "2");
    }

    /** Ends what {@link #beginLaunch} began: nobody extends PCRs 17 to 22 any more. */
    public void endLaunch() throws IOException {
        control("-l", "0");
    }

    /** Cuts its power. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while swtpm ended", e);
        }
        Files.deleteIfExists(data());
        Files.deleteIfExists(control());
    }

    private static Process launch(Path folder) throws IOException {
        return new ProcessBuilder(
                        "swtpm",
                        "socket",
                        "--tpm2",
                        "--tpmstate",
                        "dir=" + folder,
                        "--server",
                        "type=unixio,path=" + folder.resolve("tpm.sock"),
                        "--ctrl",
                        "type=unixio,path=" + folder.resolve("tpm.sock.ctrl"),
                        "--flags",
                        "not-need-init,startup-clear")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("swtpm.log").toFile())
                .start();
    }

    private void awaitSockets() throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (!answers(data()) || !answers(control())) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("swtpm did not start: " + Files.readString(folder.resolve("swtpm.log")));
            }
            Thread.onSpinWait();
        }
    }

    /** A socket is there a moment before somebody listens at it. */
    private static boolean answers(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void control(String... arguments) throws IOException {
        String[] command = new String[3 + arguments.length];
        command[0] = "swtpm_ioctl";
        command[1] = "--unix";
        command[2] = control().toString();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        Tool.run(folder, Map.of(), command);
    }

    /** Sends one command and expects success (TPM 2.0 part 1, section 18). */
    private void command(byte[] command) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(data()))) {
            channel.write(ByteBuffer.wrap(command));
            ByteBuffer header = ByteBuffer.allocate(10);
            while (header.hasRemaining()) {
                if (channel.read(header) < 0) {
                    throw new EOFException("swtpm ended in the middle of an answer");
                }
            }
            int code = header.getInt(6);
            if (code != 0) {
                throw new IOException("the TPM answered 0x%08x".formatted(code));
            }
        }
    }

    private Path data() {
        return folder.resolve("tpm.sock");
    }

    private Path control() {
        return folder.resolve("tpm.sock.ctrl");
    }
}
