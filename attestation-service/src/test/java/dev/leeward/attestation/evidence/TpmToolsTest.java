package dev.leeward.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.HostEvidence;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The software TPM's structures as tpm2-tools read them: somebody else's parser says that they are genuine. */
class TpmToolsTest {

    private static final String NONCE = "5a".repeat(32);

    /** How a tool ended, and what it printed. */
    private record Printed(int status, String text) {}

    @TempDir
    Path folder;

    private final MeasuredHost host =
            MeasuredHost.boot(SoftwareTpm.manufacture(Clock.systemUTC()), BootProfile.of("2.17", "esxi", "5.1"));

    @BeforeEach
    void answer() throws Exception {
        HostEvidence evidence = host.evidence(
                HexFormat.of().parseHex(NONCE),
                PcrSelection.ofChallenge().indexes().toArray());
        write("quote", evidence.quote());
        write("signature", evidence.signature());
        write("log", evidence.eventLog());
        Files.write(folder.resolve("ak.pub"), host.attestationPublic());
        Files.writeString(
                folder.resolve("ak.pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(host.tpm().attestationKey().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
    }

    @Test
    void tpm2_checkquote_accepts_the_quote_and_refuses_another_nonce() throws Exception {
        ToolCheck.require("tpm2_checkquote", "tpm2-tools", "tpm2_checkquote accepts quotes of the software TPM");

        assertThat(check(NONCE).status()).isZero();
        assertThat(check("5b" + NONCE.substring(2)).status()).isNotZero();
    }

    @Test
    void tpm2_print_reads_what_we_read() throws Exception {
        ToolCheck.require("tpm2_print", "tpm2-tools", "tpm2_print reads quotes and keys of the software TPM as we do");
        Quote quote = Quote.parse(Bytes.of(Files.readAllBytes(folder.resolve("quote"))));

        String printed = run("tpm2_print", "-t", "TPMS_ATTEST", "quote").text();

        assertThat(printed)
                .contains("magic: ff544347", "type: 8018", "pcrSelect: ff0006", "safe: 1")
                .contains("qualifiedSigner: " + quote.qualifiedSigner())
                .contains("extraData: " + NONCE)
                .contains("resetCount: " + quote.clock().resetCount())
                .contains("pcrDigest: " + quote.pcrDigest());
        assertThat(run("tpm2_print", "-t", "TPM2B_PUBLIC", "ak.pub").text())
                .contains("fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|sign")
                .contains("NIST p256");
    }

    @Test
    void tpm2_eventlog_replays_to_the_same_pcrs() throws Exception {
        ToolCheck.require("tpm2_eventlog", "tpm2-tools", "tpm2_eventlog replays logs of the software TPM as we do");

        String printed = run("tpm2_eventlog", "log").text();

        for (int pcr : List.of(0, 1, 2, 3, 4, 5, 6, 7, 17, 18)) {
            assertThat(printed)
                    .contains("0x" + HexFormat.of().formatHex(host.tpm().pcr(pcr)));
        }
    }

    private Printed check(String nonce) throws Exception {
        return run("tpm2_checkquote", "-u", "ak.pem", "-m", "quote", "-s", "signature", "-g", "sha256", "-q", nonce);
    }

    private Printed run(String... command) throws Exception {
        Path printed = folder.resolve("printed");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Printed(process.exitValue(), Files.readString(printed));
    }

    private void write(String name, String base64) throws Exception {
        Files.write(folder.resolve(name), Base64.getDecoder().decode(base64));
    }
}
