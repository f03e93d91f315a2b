package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Work.Kind;
import org.junit.jupiter.api.Test;

class WorkTest {
  @Test
  void workAddsUpKindByKind() {
    Work work = Work.of(Kind.FLOP, 2).and(Kind.DRAW, 3).and(Kind.FLOP, 5);
    Work sum = work.plus(Work.of(Kind.DRAW, 4)).times(2);
    assertThat(sum.count(Kind.FLOP)).isEqualTo(14);
    assertThat(sum.count(Kind.DRAW)).isEqualTo(14);
    assertThat(sum.count(Kind.CALL)).isZero();
    assertThat(work.plus(Work.NONE)).isEqualTo(work);
    assertThat(work.times(0)).isEqualTo(Work.NONE);
  }

  @Test
  void aSortOfEightTakesTwentyFourComparisons() {
    assertThat(Work.sort(8)).isEqualTo(Work.of(Kind.COMPARISON, 24));
    assertThat(Work.sort(0)).isEqualTo(Work.NONE);
    assertThat(Work.sort(1)).isEqualTo(Work.of(Kind.COMPARISON, 1));
  }

  @Test
  void countsAreFiniteAndNeverNegative() {
    for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Work.of(Kind.FLOP, wrong))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("at least 0");
    }
  }
}
