package io.github.widesweep.compression.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Method.Parameter;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LambdaTest {
  private static final String FORM = ", expected the word auto or a number from 1e-6 to 1";

  @ParameterizedTest
  @ValueSource(strings = {"auto", "1.0E-6", "0.25", "1.0"})
  void writtenFormsAreReadBack(String text) {
    assertThat(Lambda.parse(text)).hasToString(text);
  }

  /** 0 is the mark of auto, and not a number that anyone may write. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "-0.0", "9e-7", "1.0000001", "-1", "NaN", "Infinity", "", "Auto"})
  void refusesOtherWords(String text) {
    assertThatThrownBy(() -> Lambda.parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("lambda is ")
        .hasMessageEndingWith(FORM);
  }

  @Test
  void borders() {
    assertThat(Lambda.parse("1e-6")).isEqualTo(new Lambda(Lambda.LEAST));
    assertThat(Lambda.parse("auto")).isSameAs(Lambda.AUTO);
    assertThatThrownBy(() -> new Lambda(Math.nextDown(Lambda.LEAST)))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> new Lambda(Double.NaN))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("lambda is NaN" + FORM);
  }

  @Test
  void theTwoMethodsSayWhatTheyTake() {
    Walk walk = new Walk(0.8, new Lambda(0.5));
    Derandomized derandomized = new Derandomized(0.8);
    Scheme prune = new Scheme.Prune(0.5);
    Scheme quantize = new Scheme.Quantize(3);
    for (Role role : Role.values()) {
      assertThat(walk.supports(role, Unit.WEIGHT, prune)).isTrue();
      assertThat(walk.supports(role, Unit.WEIGHT, quantize)).isTrue();
      assertThat(walk.supports(role, Unit.NEURON, prune)).isTrue();
      assertThat(walk.supports(role, Unit.NEURON, quantize)).isFalse();
      assertThat(derandomized.supports(role, Unit.WEIGHT, prune)).isEqualTo(role == Role.WIDE);
      assertThat(derandomized.supports(role, Unit.WEIGHT, quantize)).isEqualTo(role == Role.WIDE);
      assertThat(derandomized.supports(role, Unit.NEURON, prune)).isTrue();
      assertThat(derandomized.supports(role, Unit.NEURON, quantize)).isFalse();
    }
    assertThat(walk.random()).isTrue();
    assertThat(derandomized.random()).isFalse();
    assertThat(walk.parameters())
        .containsExactly(new Parameter("alpha", 0.8), new Parameter("lambda", new Lambda(0.5)));
    assertThatThrownBy(() -> new Walk(0.8, null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("lambda is null, expected auto or a number");
    assertThatThrownBy(() -> new Walk(1, Lambda.AUTO))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("alpha is 1.0, expected a number strictly between 0 and 1");
    assertThatThrownBy(() -> new Derandomized(Double.NaN))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("alpha is NaN, expected a number strictly between 0 and 1");
  }
}
