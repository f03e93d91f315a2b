package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.network.Activation;
import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What other tests take for exact, against published digits and the program's activations. */
class DecimalsTest {
  /** Constants as tables of e, ln 2 and tanh 1 have them. */
  @ParameterizedTest
  @CsvSource({
    "SIGMOID, 1, 0.7310585786300048792511592418218362743651446401650",
    "CENTERED_SIGMOID, -1, -0.2310585786300048792511592418218362743651446401650",
    "TANH, 1, 0.7615941559557648881194582826047935904127685972579",
    "TANH, 0, 0",
    "SOFTPLUS, 0, 0.6931471805599453094172321214581765680755001343602",
    "RELU, -3, 0",
    "IDENTITY, -3, -3"
  })
  void valuesHaveFortyDigits(Activation activation, BigDecimal x, BigDecimal published) {
    BigDecimal off = Decimals.phi(activation, x).subtract(published).abs();
    assertThat(off).isLessThan(new BigDecimal("1e-40"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2.7182818284590452353602874713526624977572470936999",
    "-100, 3.7200759760208359629596958038631183373588922923768e-44"
  })
  void exponentialsHaveFortyDigits(BigDecimal x, BigDecimal published) {
    BigDecimal quotient = Decimals.exp(x).divide(published, Decimals.DIGITS);
    assertThat(quotient).isCloseTo(BigDecimal.ONE, within(new BigDecimal("1e-40")));
  }

  @ParameterizedTest
  @EnumSource(value = Activation.class, names = "SOFTMAX", mode = EnumSource.Mode.EXCLUDE)
  void valuesAreThoseOfTheActivations(Activation activation) {
    double[] x = {-300, -30, -1.7, -1e-9, 0, 1e-12, 0.4, 2, 17, 300};
    double[] y = new double[x.length];
    activation.apply(x, y, 0, x.length);
    for (int k = 0; k < x.length; k++) {
      BigDecimal exact = Decimals.phi(activation, Decimals.of(x[k]));
      assertThat(Decimals.distance(y[k], exact)).isLessThan(1e-15 * (1 + Math.abs(y[k])));
    }
  }
}
