package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Nets;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The set of hot units against a map. */
class HotUnitsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 40})
  void isAMapFromUnitsToValuesAndMargins(int units) {
    RandomGenerator random = Nets.random(units);
    HotUnits hot = new HotUnits(units);
    Map<Integer, double[]> literal = new LinkedHashMap<>();
    for (int step = 0; step < 400; step++) {
      int unit = random.nextInt(units);
      if (literal.containsKey(unit) || random.nextInt(4) == 0) {
        hot.remove(unit);
        literal.remove(unit);
      } else {
        double[] numbers = {random.nextGaussian(), random.nextDouble()};
        hot.add(unit, numbers[0], numbers[1]);
        literal.put(unit, numbers);
      }
      requireSame(hot, literal, units);
    }
  }

  private static void requireSame(HotUnits hot, Map<Integer, double[]> literal, int units) {
    assertThat(hot.count).isEqualTo(literal.size());
    for (int unit = 0; unit < units; unit++) {
      assertThat(hot.contains(unit)).isEqualTo(literal.containsKey(unit));
    }
    BitSet seen = new BitSet();
    for (int place = 0; place < hot.count; place++) {
      int unit = hot.units[place];
      assertThat(seen.get(unit)).isFalse();
      seen.set(unit);
      assertThat(literal.get(unit)).containsExactly(hot.values[place], hot.margins[place]);
    }
  }

  /** As the search does when it follows them: some leave while it goes from last to first. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void walkedFromTheLastEachIsSeenOnceWhoeverLeaves(long seed) {
    RandomGenerator random = Nets.random(seed);
    HotUnits hot = new HotUnits(60);
    for (int unit = 0; unit < 60; unit += 2) {
      hot.add(unit, unit, 0);
    }
    BitSet seen = new BitSet();
    BitSet stayed = new BitSet();
    for (int place = hot.count - 1; place >= 0; place--) {
      int unit = hot.units[place];
      assertThat(hot.values[place]).isEqualTo(unit);
      assertThat(seen.get(unit)).isFalse();
      seen.set(unit);
      if (random.nextBoolean()) {
        hot.remove(unit);
      } else {
        stayed.set(unit);
      }
    }
    assertThat(seen.cardinality()).isEqualTo(30);
    assertThat(hot.count).isEqualTo(stayed.cardinality());
    for (int unit = 0; unit < 60; unit++) {
      assertThat(hot.contains(unit)).isEqualTo(stayed.get(unit));
    }
  }

  @Test
  void removingAUnitThatIsNotThereChangesNothing() {
    HotUnits hot = new HotUnits(3);
    hot.remove(1);
    hot.add(2, 0.5, 0.25);
    hot.remove(1);
    hot.remove(0);
    assertThat(hot.count).isEqualTo(1);
    assertThat(hot.units[0]).isEqualTo(2);
    hot.remove(2);
    hot.remove(2);
    assertThat(hot.count).isZero();
  }

  @Test
  void allUnitsMayBeHotAtOnce() {
    HotUnits hot = new HotUnits(5);
    for (int unit = 4; unit >= 0; unit--) {
      hot.add(unit, -unit, unit);
    }
    assertThat(hot.count).isEqualTo(5);
    assertThat(hot.units).containsExactly(4, 3, 2, 1, 0);
  }
}
