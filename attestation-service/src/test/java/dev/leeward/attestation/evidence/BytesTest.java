package dev.leeward.attestation.evidence;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BytesTest {

    private static final Set<String> STOP_AT_THE_FIRST_DIFFERENCE =
            Set.of("equals", "mismatch", "compare", "deepEquals");

    private final JavaClasses service = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.leeward.attestation");

    @Test
    void bytes_are_equal_by_content() {
        assertThat(Bytes.of((byte) 1, (byte) 2)).isEqualTo(Bytes.ofHex("0102")).hasSameHashCodeAs(Bytes.ofHex("0102"));
        assertThat(Bytes.ofHex("0102")).isNotEqualTo(Bytes.ofHex("010203")).isNotEqualTo(Bytes.ofHex("0103"));
    }

    @Test
    void they_are_compared_in_constant_time() {
        classes()
                .that()
                .haveFullyQualifiedName(Bytes.class.getName())
                .should()
                .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
                .check(service);
    }

    @Test
    void and_nowhere_in_another_way() {
        noClasses()
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "bytes are compared up to their first difference", BytesTest::stopsAtTheFirstDifference))
                .because("the time it takes would tell how much of a nonce or digest was right")
                .check(service);
    }

    private static boolean stopsAtTheFirstDifference(JavaMethodCall call) {
        return (call.getTargetOwner().isEquivalentTo(Arrays.class)
                        || call.getTargetOwner().isEquivalentTo(ByteBuffer.class))
                && STOP_AT_THE_FIRST_DIFFERENCE.contains(call.getName());
    }
}
