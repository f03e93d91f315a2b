package io.github.widesweep.job.solve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The search against a look at every candidate. */
class SearchTest {
  private static final int MOST = 100;

  /** Asks until there is nothing more to ask. */
  private static NavigableMap<Integer, Boolean> all(int candidates, BitSet holds) {
    NavigableMap<Integer, Boolean> known = new TreeMap<>();
    for (SortedSet<Integer> next = new Search(candidates, known).next();
        !next.isEmpty();
        next = new Search(candidates, known).next()) {
      assertThat(known.keySet()).doesNotContainAnyElementsOf(next);
      next.forEach(i -> known.put(i, holds.get(i)));
    }
    return known;
  }

  private static int leastFromWhichOn(int candidates, BitSet holds) {
    return holds.previousClearBit(candidates - 1) + 1;
  }

  @Test
  void findsTheLeastOfEveryMonotoneCurveFromFew() {
    for (int candidates = 1; candidates <= MOST; candidates++) {
      double most = 2 + Math.ceil(Math.log(candidates) / Math.log(2)) + Search.CONFIRMING - 1;
      for (int least = 0; least <= candidates; least++) {
        BitSet holds = new BitSet();
        holds.set(least, candidates);
        NavigableMap<Integer, Boolean> known = all(candidates, holds);
        Search search = new Search(candidates, known);
        if (least == candidates) {
          assertThat(search.answer()).isEmpty();
        } else {
          assertThat(search.answer()).contains(least);
        }
        assertThat(search.violations()).isEmpty();
        assertThat((double) known.size()).isLessThanOrEqualTo(most);
      }
    }
  }

  /** Where chance decides near the bound, as far as the confirming candidates reach. */
  @Test
  void chanceNearTheBoundMovesTheAnswer() {
    SplittableRandom random = new SplittableRandom(3);
    int agree = 0;
    int told = 0;
    for (int trial = 0; trial < 1000; trial++) {
      int bound = 20 + random.nextInt(60);
      BitSet holds = new BitSet();
      for (int i = 0; i < MOST; i++) {
        boolean near = Math.abs(i - bound) <= 2;
        holds.set(i, near ? random.nextBoolean() : i > bound);
      }
      NavigableMap<Integer, Boolean> known = all(MOST, holds);
      Search search = new Search(MOST, known);
      int answer = search.answer().orElseThrow();
      // The answer holds, and so do the next ones: no failure is left out among these.
      assertThat(holds.nextClearBit(answer)).isGreaterThanOrEqualTo(answer + Search.CONFIRMING);
      agree += answer == leastFromWhichOn(MOST, holds) ? 1 : 0;
      boolean violated = known.headMap(answer).containsValue(true);
      assertThat(!search.violations().isEmpty()).isEqualTo(violated);
      told += violated ? 1 : 0;
    }
    // Five candidates in doubt, four in a row confirm: a failure may hide behind the confirming
    // ones
    // only if all of these are lucky.
    assertThat(agree).isGreaterThan(900);
    assertThat(told).isGreaterThan(100);
  }

  @Test
  void aFailureAtTheLastEndsIt() {
    BitSet holds = new BitSet();
    holds.set(0, MOST - 1);
    NavigableMap<Integer, Boolean> known = all(MOST, holds);
    assertThat(known).hasSize(2);
    assertThat(new Search(MOST, known).answer()).isEmpty();
    assertThat(new Search(MOST, known).violations()).containsExactly(0);
  }
}
