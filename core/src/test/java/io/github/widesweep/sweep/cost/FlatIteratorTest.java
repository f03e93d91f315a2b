package io.github.widesweep.sweep.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlatIteratorTest {
  @Test
  void elementsComeOneListAfterAnother() {
    SplittableRandom random = new SplittableRandom(4);
    for (int repetition = 0; repetition < 50; repetition++) {
      List<List<Integer>> lists = new ArrayList<>();
      List<Integer> expected = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        List<Integer> list = random.ints(random.nextInt(4)).boxed().toList();
        lists.add(list);
        expected.addAll(list);
      }
      List<Integer> found = new ArrayList<>();
      new FlatIterator<>(lists.iterator(), List::iterator).forEachRemaining(found::add);
      assertThat(found).isEqualTo(expected);
    }
  }

  /** The second list is made when the first is through, and one of its elements at a time. */
  @Test
  void nothingIsMadeBeforeItIsAskedFor() {
    List<String> made = new ArrayList<>();
    Iterator<String> elements =
        new FlatIterator<>(
            List.of("a", "b", "c").iterator(),
            outer ->
                IntStream.range(0, 1_000_000)
                    .mapToObj(i -> outer + i)
                    .peek(made::add)
                    .limit(2)
                    .iterator());
    assertThat(made).isEmpty();
    assertThat(elements.next()).isEqualTo("a0");
    assertThat(made).doesNotContain("b0");
    assertThat(elements.next()).isEqualTo("a1");
    assertThat(made).doesNotContain("b0");
    assertThat(elements.next()).isEqualTo("b0");
    assertThat(made).doesNotContain("c0");
  }

  @Test
  void askingWhetherThereIsMoreChangesNothing() {
    Iterator<Integer> elements =
        new FlatIterator<>(
            List.of(0, 2, 0).iterator(), count -> Collections.nCopies(count, count).iterator());
    for (int i = 0; i < 2; i++) {
      assertThat(elements.hasNext()).isTrue();
      assertThat(elements.hasNext()).isTrue();
      assertThat(elements.next()).isEqualTo(2);
    }
    assertThat(elements.hasNext()).isFalse();
    assertThatThrownBy(elements::next).isInstanceOf(NoSuchElementException.class);
  }
}
