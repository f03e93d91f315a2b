package io.github.widesweep.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.UserException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacedExceptionTest {
  private static PlacedException at(String path) {
    return new PlacedException("f:1", path, "x", "y");
  }

  /** Whatever the user's text holds: one line, and none of its parts longer than a screen. */
  @Test
  void theMessageIsOneShortLine() {
    String wild = "a\nb\r\u2028c\u0000d\u001b[31m" + "e".repeat(1000);
    PlacedException wrong = new PlacedException(wild, wild, wild, wild);
    assertThat(wrong.getMessage())
        .startsWith("a b c d [31mee")
        .contains("...: a b c d", "... is a b c d", "..., expected a b c d")
        .hasSizeLessThan(4 * 203 + 30)
        .doesNotContainPattern("[\\p{Cntrl}\\u2028]");
    assertThat(at("").getMessage()).isEqualTo("f:1: document is x, expected y");
  }

  @ParameterizedTest
  @CsvSource({
    "grid.draws, grid, draws",
    "grid.draws.x.y, grid, draws",
    "grid.alphas[2], grid, alphas",
    "grid.alphas[2].b, grid, alphas",
    "grid, grid, ",
    "grids.draws, grid, ",
    "a.grid.draws, grid, ",
  })
  void theFieldIsTheSectionsOwn(String path, String section, String field) {
    assertThat(at(path).fieldOf(section)).isEqualTo(field);
  }

  @Test
  void tenMistakesAreTold() {
    List<PlacedException> wrong =
        IntStream.rangeClosed(1, 11).mapToObj(i -> at("field" + i)).toList();
    UserException eleven = PlacedException.toUserException(wrong);
    assertThat(eleven.mistakes()).hasSize(11).last().isEqualTo("and more");
    assertThat(eleven.mistakes().get(9)).isEqualTo("f:1: field10 is x, expected y");
    UserException ten = PlacedException.toUserException(wrong.subList(0, 10));
    assertThat(ten.mistakes()).hasSize(10).last().isEqualTo("f:1: field10 is x, expected y");
    assertThat(ten).hasCause(wrong.get(0));
  }
}
