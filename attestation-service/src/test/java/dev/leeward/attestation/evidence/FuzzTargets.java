package dev.leeward.attestation.evidence;

import dev.leeward.attestation.enrolment.Certificates;
import dev.leeward.attestation.enrolment.EndorsementCertificate;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Every parser of what a host sends, as Jazzer calls it: each takes any bytes, and either reads them or says that they are
 * {@link Malformed}; whatever else it throws is a finding, and so is memory out of proportion to its input. A parser that
 * joins the service joins this list, with its seeds in {@code src/test/resources/fuzz}.
 */
final class FuzzTargets {

    static final List<Class<?>> ALL = List.of(
            QuoteTarget.class,
            SignatureTarget.class,
            EventLogTarget.class,
            AttestationKeyTarget.class,
            EndorsementKeyTarget.class,
            CertificateTarget.class,
            RevocationListTarget.class);

    private static final long ALLOCATED_AT_LEAST = 64 << 10;
    private static final long ALLOCATED_PER_BYTE = 64;

    private static final Certificates CERTIFICATES = new Certificates(new BouncyCastleProvider());

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What is done with an input. */
    private interface Parser {
        void parse(Bytes input) throws Malformed;
    }

    private FuzzTargets() {}

    /** {@code TPMS_ATTEST}. */
    public static final class QuoteTarget {
        private QuoteTarget() {}

        public static void fuzzerTestOneInput(byte[] input) {
            check(input, Quote::parse);
        }
    }

    /** {@code TPMT_SIGNATURE}, under either scheme. */
    public static final class SignatureTarget {
        private SignatureTarget() {}

        public static void fuzzerTestOneInput(byte[] input) {
            for (SignatureScheme scheme : SignatureScheme.values()) {
                check(input, bytes -> QuoteSignature.parse(bytes, scheme));
            }
        }
    }

    /** The event log, with all that is done with one that was read. */
    public static final class EventLogTarget {
        private EventLogTarget() {}

        public static void fuzzerTestOneInput(byte[] input) {
            check(input, bytes -> {
                EventLog log = EventLog.parse(bytes);
                for (int pcr = 0; pcr < PcrSelection.PCR_COUNT; pcr++) {
                    log.replay(pcr);
                }
                for (LoggedEvent event : log.events()) {
                    if (event.words().isBlank()) {
                        throw new AssertionError("an event without words");
                    }
                }
            });
        }
    }

    /** {@code TPM2B_PUBLIC}. */
    public static final class AttestationKeyTarget {
        private AttestationKeyTarget() {}

        public static void fuzzerTestOneInput(byte[] input) {
            check(input, AttestationKey::parse);
        }
    }

    /** {@code TPM2B_PUBLIC} of an endorsement key. */
    public static final class EndorsementKeyTarget {
        private EndorsementKeyTarget() {}

        public static void fuzzerTestOneInput(byte[] input) {
            check(input, EndorsementKey::parse);
        }
    }

    /** A certificate, with what it says of its TPM. */
    public static final class CertificateTarget {
        private CertificateTarget() {}

        public static void fuzzerTestOneInput(byte[] input) {
            check(input, bytes -> {
                try {
                    EndorsementCertificate.of(CERTIFICATES.read(bytes));
                } catch (CertificateException e) {
                    throw new Malformed(Objects.requireNonNullElse(e.getMessage(), ""));
                }
            });
        }
    }

    /** A revocation list. */
    public static final class RevocationListTarget {
        private RevocationListTarget() {}

        public static void fuzzerTestOneInput(byte[] input) {
            check(input, bytes -> {
                try {
                    CERTIFICATES.readRevocationList(bytes);
                } catch (CRLException e) {
                    throw new Malformed(Objects.requireNonNullElse(e.getMessage(), ""));
                }
            });
        }
    }

    /** A parser with a mistake, to see that mistakes are found. */
    public static final class MistakenTarget {
        private MistakenTarget() {}

        public static void fuzzerTestOneInput(byte[] input) {
            check(input, bytes -> {
                if (bytes.length() == 4 && ByteBuffer.wrap(bytes.toArray()).getInt() == 0xFF54_4347) {
                    throw new IllegalStateException("the mistake");
                }
                throw new Malformed("nothing is read here");
            });
        }
    }

    /** Measures twice before it complains: what is used for the first time is loaded and instrumented. */
    private static void check(byte[] input, Parser parser) {
        long bound = ALLOCATED_AT_LEAST + ALLOCATED_PER_BYTE * input.length;
        long allocated = allocated(input, parser);
        if (allocated > bound) {
            allocated = allocated(input, parser);
        }
        if (allocated > bound) {
            throw new AssertionError("%d bytes were allocated for %d".formatted(allocated, input.length));
        }
    }

    private static long allocated(byte[] input, Parser parser) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            parser.parse(Bytes.of(input));
        } catch (Malformed e) {
            if (String.valueOf(e.getMessage()).isBlank()) {
                throw new AssertionError("a refusal without a reason", e);
            }
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
