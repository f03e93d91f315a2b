package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  private static final String FORM =
      ", expected layers with their roles, such as W1, B2 or W1+B3, W and B and B+1 disjoint (6)";

  @ParameterizedTest
  @CsvSource({
    "W1, W1, 1, 1, false",
    "B2+W1, W1+B2, 1, 2, true",
    "W10+W9+B1, B1+W9+W10, 1, 10, true",
    "' W3 + B1', B1+W3, 1, 3, true",
    "B1+B3, B1+B3, 1, 3, true"
  })
  void readsWhatItWrites(String text, String written, int first, int last, boolean block) {
    Target target = Target.parse(text);
    assertThat(target).hasToString(written).isEqualTo(Target.parse(written));
    assertThat(target.firstLayer()).isEqualTo(first);
    assertThat(target.lastLayer()).isEqualTo(last);
    assertThat(target.hasBlock()).isEqualTo(block);
  }

  /** (6): B looks through the next layer, which is neither in W nor in B then. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "W0", "W01", "w1", "W1+", "W1+W1", "W1+B1", "B1+W2", "B1+B2", "X1", "W12345"})
  void refusesOtherSets(String text) {
    assertThatThrownBy(() -> Target.parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("target is " + text + FORM);
  }

  @Test
  void needsItsLayersAndForBlocksTheNext() {
    Target.parse("W3").requireFits(3);
    Target.parse("B2").requireFits(3);
    for (String text : new String[] {"W4", "B3", "W1+B3"}) {
      assertThatThrownBy(() -> Target.parse(text).requireFits(3))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "target is %s, expected layers of a network of 3, and for B one that has a next layer"
                  .formatted(text));
    }
  }

  @Test
  void rolesAreACopyThatNobodyChanges() {
    TreeMap<Integer, Role> roles = new TreeMap<>(Map.of(1, Role.WIDE));
    Target target = new Target(roles);
    roles.put(2, Role.WIDE);
    assertThat(target).hasToString("W1");
    assertThatThrownBy(() -> target.roles().put(2, Role.WIDE))
        .isInstanceOf(UnsupportedOperationException.class);
    roles.clear();
    assertThatThrownBy(() -> new Target(roles))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("target is empty" + FORM);
  }
}
