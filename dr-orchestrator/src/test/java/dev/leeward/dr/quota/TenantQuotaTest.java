package dev.leeward.dr.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.dr.group.TenantId;
import org.junit.jupiter.api.Test;

class TenantQuotaTest {
    private static final TenantQuota TWO = new TenantQuota(new TenantId("acme"), 2);

    @Test
    void aRunWithinTheQuotaIsLetIn() {
        assertThat(TWO.exceededBy(1)).isEmpty();
    }

    @Test
    void oneRunTooManyIsRefusedWithTheFigure() {
        assertThat(TWO.exceededBy(2)).hasValueSatisfying(refusal -> {
            assertThat(refusal.code()).isEqualTo("quota-exceeded");
            assertThat(refusal.detail()).contains("2 of 2");
        });
    }

    @Test
    void aQuotaOfNothingIsNone() {
        assertThatThrownBy(() -> new TenantQuota(new TenantId("acme"), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("acme");
    }
}
