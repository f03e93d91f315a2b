package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackTest {
  /** Five, fewer where five layers have more than 2^22 weights, and never none. */
  @ParameterizedTest
  @CsvSource({
    "0, 5",
    "1, 5",
    "838860, 5",
    "838861, 4",
    "1048576, 4",
    "1048577, 3",
    "2097152, 2",
    "2097153, 1",
    "4194304, 1",
    "4194305, 1",
    "9223372036854775807, 1"
  })
  void sizeFollowsFromTheWeights(long weights, int size) {
    assertThat(Stack.size(weights)).isEqualTo(size);
  }

  /** A draw's place is its own, whichever others are there. */
  @Test
  void placesAreDrawsWithinTheirStack() {
    assertThat(Stack.of(5, List.of(10, 11, 12, 13, 14)).places()).containsExactly(0, 1, 2, 3, 4);
    assertThat(Stack.of(5, List.of(11, 14)).places()).containsExactly(1, 4);
    assertThat(Stack.of(1, List.of(7)).places()).containsExactly(0);
    assertThat(Stack.single()).isEqualTo(Stack.of(1, List.of(0)));
  }

  @Test
  void emptyPlacesAreFilled() {
    Stack stack = Stack.of(4, List.of(5, 7));
    assertThat(stack.fill(List.of("five", "seven"), "none"))
        .containsExactly("none", "five", "none", "seven");
    assertThat(Stack.single().fill(List.of("one"), "none")).containsExactly("one");
    assertThat(new Stack(2, List.of()).fill(List.of(), "none")).containsExactly("none", "none");
  }

  /** Draws of two stacks, twice the same, not ascending: places that do not exist or repeat. */
  @Test
  void refusesPlacesThatAreNone() {
    assertRefused(5, List.of(3, 7), "places[1] is 2, expected ascending places below 5");
    assertRefused(5, List.of(3, 3), "places[1] is 3, expected ascending places below 5");
    assertRefused(5, List.of(0, 5), "places[1] is 0, expected ascending places below 5");
    assertThatThrownBy(() -> new Stack(2, List.of(0, 2)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("places[1] is 2, expected ascending places below 2");
    assertThatThrownBy(() -> new Stack(2, List.of(-1))).isInstanceOf(InvalidValueException.class);
  }

  private static void assertRefused(int size, List<Integer> draws, String message) {
    assertThatThrownBy(() -> Stack.of(size, draws))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
  }
}
