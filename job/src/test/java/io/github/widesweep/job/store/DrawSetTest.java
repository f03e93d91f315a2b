package io.github.widesweep.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawSetTest {
  private static BitSet bits(Random random, int length, double density) {
    BitSet bits = new BitSet();
    for (int i = 0; i < length; i++) {
      bits.set(i, random.nextDouble() < density);
    }
    return bits;
  }

  @Test
  void whatIsWrittenIsRead() {
    Random random = new Random(5);
    List<DrawSet> sets = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      BitSet draws = bits(random, random.nextInt(300), random.nextDouble());
      BitSet failed = bits(random, 300, 0.1);
      failed.and(draws);
      sets.add(new DrawSet("network-" + i % 7, "cell" + i, draws, failed));
    }
    assertThat(DrawSet.parse(DrawSet.format(sets))).isEqualTo(sets);
    assertThat(DrawSet.merged(sets)).isEqualTo(sets);
  }

  @Test
  void rangesAreShort() {
    BitSet draws = new BitSet();
    draws.set(0, 5000);
    draws.clear(7);
    BitSet failed = new BitSet();
    failed.set(9);
    assertThat(DrawSet.format(List.of(new DrawSet("n", "c", draws, failed))))
        .isEqualTo("network\tcell\tdraws\tfailed\nn\tc\t0-6,8-4999\t9\n");
  }

  @Test
  void setsOfACellBecomeOne() {
    Random random = new Random(6);
    BitSet a = bits(random, 100, 0.5);
    BitSet b = bits(random, 200, 0.5);
    BitSet both = new BitSet();
    both.or(a);
    both.or(b);
    List<DrawSet> merged =
        DrawSet.merged(
            List.of(
                new DrawSet("n", "x", a, new BitSet()),
                new DrawSet("m", "y", a, a),
                new DrawSet("n", "x", b, b)));
    assertThat(merged).containsExactly(new DrawSet("n", "x", both, b), new DrawSet("m", "y", a, a));
    assertThat(DrawSet.count(merged)).isEqualTo(both.cardinality() + a.cardinality());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "network\n",
        "network\tcell\tdraws\tfailed\n1\t2\n",
        "network\tcell\tdraws\tfailed\nn\tc\t1,\t\n",
        "network\tcell\tdraws\tfailed\nn\tc\t5-3\t\n",
        "network\tcell\tdraws\tfailed\nn\tc\t-1\t\n"
      })
  void whatIsNoListIsRefused(String text) {
    assertThatThrownBy(() -> DrawSet.parse(text))
        .isInstanceOfAny(IllegalArgumentException.class, IndexOutOfBoundsException.class);
  }
}
