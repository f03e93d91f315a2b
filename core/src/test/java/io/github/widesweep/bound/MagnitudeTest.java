package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import org.junit.jupiter.api.Test;

class MagnitudeTest {
  @Test
  void computesLikeNumbersWhereTheseExist() {
    double[] values = {0, 1e-300, 0.3, 1, 7, 1e150};
    for (double a : values) {
      Magnitude first = Magnitude.of(a);
      assertThat(first.value()).isCloseTo(a, within(1e-12 * a));
      assertThat(first.squared().value()).isCloseTo(a * a, within(1e-12 * a * a));
      assertThat(first.sqrt().value()).isCloseTo(Math.sqrt(a), within(1e-12 * Math.sqrt(a)));
      for (double b : values) {
        Magnitude second = Magnitude.of(b);
        assertThat(first.plus(second).value()).isCloseTo(a + b, within(1e-12 * (a + b)));
        assertThat(first.times(second).value()).isCloseTo(a * b, within(1e-12 * a * b));
        assertThat(first.min(second)).isEqualTo(Magnitude.of(Math.min(a, b)));
      }
    }
    assertThat(Magnitude.of(2).timesExp().value()).isCloseTo(2 * Math.exp(2), within(1e-13));
    assertThat(Magnitude.of(1000).log10()).isCloseTo(3, within(1e-15));
  }

  @Test
  void edges() {
    assertThat(Magnitude.ZERO.times(Magnitude.INFINITE)).isEqualTo(Magnitude.ZERO);
    assertThat(Magnitude.INFINITE.plus(Magnitude.INFINITE)).isEqualTo(Magnitude.INFINITE);
    assertThat(Magnitude.ZERO.plus(Magnitude.ZERO)).isEqualTo(Magnitude.ZERO);
    assertThat(Magnitude.ZERO.timesExp()).isEqualTo(Magnitude.ZERO);
    assertThat(Magnitude.INFINITE.timesExp()).isEqualTo(Magnitude.INFINITE);
    assertThat(Magnitude.ONE.plus(Magnitude.of(1e-20)).log()).isCloseTo(1e-20, within(1e-33));
    assertThat(Magnitude.of(-0.0)).isEqualTo(Magnitude.ZERO);
    assertThatThrownBy(() -> Magnitude.of(Double.NaN)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> Magnitude.of(-1)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> new Magnitude(Double.NaN)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void lossTransferIsThePaperForm() {
    double loss = 0.37;
    double eps = 0.02;
    double expected = loss + 2 * Math.sqrt(eps * loss) + eps;
    assertThat(LossTransfer.bound(Magnitude.of(loss), Magnitude.of(eps)).value())
        .isCloseTo(expected, within(1e-14));
    assertThat(LossTransfer.bound(Magnitude.of(loss), Magnitude.ZERO).value())
        .isCloseTo(loss, within(1e-15));
    assertThat(LossTransfer.bound(Magnitude.ZERO, new Magnitude(2000)).log()).isEqualTo(2000);
  }
}
