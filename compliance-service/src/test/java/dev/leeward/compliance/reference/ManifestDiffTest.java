package dev.leeward.compliance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.compliance.reference.ManifestDiff.Change;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManifestDiffTest {
    @Test
    void whatIsTheSameInTheSameOrderDiffersInNothing() {
        ManifestDiff diff = ManifestDiff.between(list(0, "a", "b"), list(0, "a", "b"));

        assertThat(diff.changes()).isEmpty();
        assertThat(diff.same()).isEqualTo(2);
    }

    @Test
    void anAdditionInTheMiddleIsOneChangeAndNotAllThatFollows() {
        ManifestDiff diff = ManifestDiff.between(list(17, "a", "b", "c"), list(17, "a", "x", "b", "c"));

        assertThat(diff.changes()).containsExactly(new Change(17, 2, null, of(17, "x")));
        assertThat(diff.changes().getFirst().kind()).isEqualTo("ADDED");
        assertThat(diff.same()).isEqualTo(3);
    }

    @Test
    void anExchangeIsToldByItsPlaceAndARemovalToo() {
        ManifestDiff diff = ManifestDiff.between(list(17, "a", "b", "c", "d"), list(17, "a", "x", "d"));

        assertThat(diff.changes())
                .containsExactly(new Change(17, 2, of(17, "b"), of(17, "x")), new Change(17, 3, of(17, "c"), null));
        assertThat(diff.changes()).extracting(Change::kind).containsExactly("CHANGED", "REMOVED");
    }

    @Test
    void pcrsAreComparedEachByItselfAndInTheirOrder() {
        ManifestDiff diff = ManifestDiff.between(
                Stream.concat(list(18, "a").stream(), list(17, "b").stream()).toList(), list(18, "c"));

        assertThat(diff.changes())
                .containsExactly(new Change(17, 1, of(17, "b"), null), new Change(18, 1, of(18, "a"), of(18, "c")));
        assertThat(diff.same()).isZero();
    }

    @Test
    void theOrderOfExtensionCounts() {
        ManifestDiff diff = ManifestDiff.between(list(0, "a", "b"), list(0, "b", "a"));

        assertThat(diff.changes()).hasSize(2);
    }

    @Test
    void anotherDescriptionOfTheSameDigestIsNoDifference() {
        Measurement renamed = new Measurement(0, of(0, "a").digest(), "the same in other words");

        assertThat(ManifestDiff.between(list(0, "a"), List.of(renamed)).changes())
                .isEmpty();
    }

    @Test
    void aRepetitionIsNotCountedTwice() {
        ManifestDiff diff = ManifestDiff.between(list(0, "a", "a"), list(0, "a"));

        assertThat(diff.changes()).containsExactly(new Change(0, 2, of(0, "a"), null));
        assertThat(diff.same()).isEqualTo(1);
    }

    private static List<Measurement> list(int pcr, String... names) {
        return Stream.of(names).map(name -> of(pcr, name)).toList();
    }

    private static Measurement of(int pcr, String name) {
        return new Measurement(pcr, "digest of " + name, name);
    }
}
