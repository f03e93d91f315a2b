package io.github.widesweep.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreePathTest {
  /** Made step by step, and taken apart again. */
  @Test
  void pathsHaveTheStepsTheyWereMadeOf() {
    SplittableRandom random = new SplittableRandom(1);
    for (int repetition = 0; repetition < 200; repetition++) {
      String path = TreePath.field("", "a" + random.nextInt(9));
      List<String> steps = new ArrayList<>(List.of(path));
      for (int i = random.nextInt(5); i > 0; i--) {
        String parent = path;
        if (random.nextBoolean()) {
          steps.add("b_" + random.nextInt(9));
          path = TreePath.field(path, steps.get(steps.size() - 1));
        } else {
          int index = random.nextInt(1_000_000);
          steps.add("[" + index + "]");
          path += steps.get(steps.size() - 1);
          assertThat(TreePath.index(steps.get(steps.size() - 1))).isEqualTo(index);
        }
        assertThat(TreePath.parent(path)).isEqualTo(parent);
        assertThat(TreePath.isWithin(path, parent)).isTrue();
        assertThat(TreePath.isWithin(parent, path)).isFalse();
      }
      assertThat(TreePath.steps(path)).contains(steps);
      assertThat(TreePath.isWithin(path, path)).isTrue();
    }
    assertThat(TreePath.parent("a")).isEmpty();
    assertThat(TreePath.parent("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "a b",
        "1",
        "a.1",
        "[0]",
        "a[0",
        "a0]",
        "a[]",
        "a[-1]",
        "a[x]",
        "a[0].",
        "a[0]b",
        "a[1000000000]",
        "a-b",
        "a.b ",
        "é",
        "a[0][",
        "a\n"
      })
  void whatIsNoPathHasNoSteps(String text) {
    assertThat(TreePath.isWellFormed(text)).isFalse();
    assertThat(TreePath.steps(text)).isEmpty();
  }

  /** A name that begins like another is another. */
  @ParameterizedTest
  @CsvSource({
    "grid.draws, grid, true",
    "grid[0], grid, true",
    "grids, grid, false",
    "grid_a.b, grid, false",
    "a[10], a[1], false",
    "a[1].b, a[1], true",
    "a.b, a.b.c, false",
    "b.a, a, false"
  })
  void aValueIsWithinWhatHoldsIt(String path, String outer, boolean within) {
    assertThat(TreePath.isWithin(path, outer)).isEqualTo(within);
  }
}
