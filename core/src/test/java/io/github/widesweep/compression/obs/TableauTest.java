package io.github.widesweep.compression.obs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.obs.Tableau.Change;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

class TableauTest {
  private final RandomGenerator random = Nets.random(131);

  private ObsCase problem(int rows, int inputs) {
    R064Store z = ObsCase.correlated(random, inputs + 20, inputs);
    return ObsCase.of(Nets.gaussian(random, rows, inputs, 1), z, z, 0);
  }

  /** The loss of rows that have a support in common, every one solved for by itself. */
  private static double loss(ObsCase c, int first, int rows, boolean[] kept) {
    double loss = 0;
    for (int i = first; i < first + rows; i++) {
      loss += c.loss(i, c.refit(i, kept));
    }
    return loss;
  }

  private static double lossAfter(ObsCase c, int first, int rows, boolean[] kept, Change change) {
    boolean[] after = kept.clone();
    if (change.out() >= 0) {
      after[change.out()] = false;
    }
    if (change.in() >= 0) {
      after[change.in()] = true;
    }
    return loss(c, first, rows, after);
  }

  /** After many pivots the tableau is that of the support it has come to, made anew. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 9, 1", "3, 8, 3", "5, 16, 2", "2, 17, 1"})
  void afterPivotsItIsTheTableauOfItsSupport(int rows, int inputs, int together) {
    ObsCase c = problem(rows, inputs);
    LeastSquares squares = c.squares(0);
    boolean[] kept = new boolean[inputs];
    for (int j = 0; j < inputs; j++) {
      kept[j] = random.nextBoolean();
    }
    int first = rows - together;
    Tableau tableau = new Tableau(squares, first, together, kept);
    double scale = loss(c, first, together, new boolean[inputs]);
    for (int move = 0; move < 60; move++) {
      int j = random.nextInt(inputs);
      tableau.apply(kept[j] ? new Change(j, -1, 0) : new Change(-1, j, 0));
      kept[j] = !kept[j];
      assertThat(tableau.kept()).isEqualTo(kept);
      Tableau anew = new Tableau(squares, first, together, kept);
      assertSame(tableau.cheapestOut(), anew.cheapestOut(), scale);
      assertSame(tableau.bestIn(), anew.bestIn(), scale);
      assertSame(tableau.bestExchange(), anew.bestExchange(), scale);
    }
  }

  private static void assertSame(Change found, Change expected, double scale) {
    assertThat(found.out()).isEqualTo(expected.out());
    assertThat(found.in()).isEqualTo(expected.in());
    if (!expected.equals(Change.NONE)) {
      assertThat(found.cost()).isCloseTo(expected.cost(), within(1e-9 * scale));
    }
  }

  /** What changes are said to cost is what the rows' losses differ by, solved for by LU. */
  @Test
  void costsOfRowsTogetherAreDifferencesOfTheirLosses() {
    for (int trial = 0; trial < 25; trial++) {
      int rows = random.nextInt(1, 5);
      int inputs = random.nextInt(2, 8);
      ObsCase c = problem(rows, inputs);
      int first = random.nextInt(rows);
      int together = random.nextInt(1, rows - first + 1);
      boolean[] kept = new boolean[inputs];
      kept[random.nextInt(inputs)] = true;
      for (int j = 0; j < inputs - 1; j++) {
        kept[j] |= random.nextBoolean();
      }
      kept[inputs - 1] = false;
      Tableau tableau = new Tableau(c.squares(0), first, together, kept);
      boolean[] unchanged = kept.clone();
      double before = loss(c, first, together, kept);
      double scale = loss(c, first, together, new boolean[inputs]);
      Change[] changes = {tableau.cheapestOut(), tableau.bestIn(), tableau.bestExchange()};
      for (Change change : changes) {
        if (!change.equals(Change.NONE)) {
          double after = lossAfter(c, first, together, kept, change);
          assertThat(change.cost()).isCloseTo(after - before, within(1e-9 * scale));
        }
      }
      // The best of each kind: an exchange is no better than its two halves at their best.
      assertThat(changes[0].cost()).isGreaterThanOrEqualTo(0);
      assertThat(changes[1].cost()).isLessThanOrEqualTo(0);
      assertThat(changes[2].cost()).isGreaterThanOrEqualTo(changes[1].cost() - 1e-9 * scale);
      // The mask that was passed in stays the caller's.
      tableau.apply(changes[1]);
      assertThat(kept).isEqualTo(unchanged);
    }
  }

  @Test
  void emptyAndFullSupportsHaveNothingToGiveOrTake() {
    ObsCase c = problem(2, 5);
    boolean[] none = new boolean[5];
    boolean[] all = new boolean[5];
    Arrays.fill(all, true);
    Tableau empty = new Tableau(c.squares(0), 0, 2, none);
    assertThat(empty.cheapestOut()).isEqualTo(Change.NONE);
    assertThat(empty.bestExchange()).isEqualTo(Change.NONE);
    assertThat(empty.bestIn().out()).isEqualTo(-1);
    Tableau full = new Tableau(c.squares(0), 0, 2, all);
    assertThat(full.bestIn()).isEqualTo(Change.NONE);
    assertThat(full.bestExchange()).isEqualTo(Change.NONE);
    assertThat(full.cheapestOut().in()).isEqualTo(-1);
    full.apply(Change.NONE);
    assertThat(full.kept()).doesNotContain(false);
  }

  /** With H the identity every input costs the sum of its own squares, and nothing else matters. */
  @Test
  void orthogonalInputsCostTheirOwnSquares() {
    double[] t = {3, 1, -2, 1, 0.5, -4};
    R064Store z = R064Store.FACTORY.make(3, 3);
    for (int j = 0; j < 3; j++) {
      z.set(j, j, Math.sqrt(3));
    }
    // Two rows (3, -2, 0.5) and (1, 1, -4): 10, 5 and 16.25.
    ObsCase c = ObsCase.of(R064Store.wrap(t, 2), z, z, 0);
    boolean[] kept = {true, true, false};
    Tableau tableau = new Tableau(c.squares(0), 0, 2, kept);
    assertThat(tableau.cheapestOut().out()).isEqualTo(1);
    assertThat(tableau.cheapestOut().cost()).isCloseTo(5, within(1e-12));
    assertThat(tableau.bestIn().cost()).isCloseTo(-16.25, within(1e-12));
    assertThat(tableau.bestExchange().cost()).isCloseTo(5 - 16.25, within(1e-12));
    tableau.apply(tableau.bestExchange());
    assertThat(tableau.kept()).containsExactly(true, false, true);
    assertThat(tableau.bestExchange().cost()).isCloseTo(10 - 5, within(1e-12));
  }

  /** Of changes that cost the same the first input's is made. */
  @Test
  void equalCostsGoByIndex() {
    R064Store z = R064Store.FACTORY.make(4, 4);
    for (int j = 0; j < 4; j++) {
      z.set(j, j, 2.0);
    }
    ObsCase c = ObsCase.of(R064Store.wrap(new double[] {1, -1, 1, -1}, 1), z, z, 0);
    boolean[] kept = {false, true, false, true};
    Tableau tableau = new Tableau(c.squares(0), 0, 1, kept);
    assertThat(tableau.cheapestOut().out()).isEqualTo(1);
    assertThat(tableau.bestIn().in()).isZero();
    assertThat(tableau.bestExchange().out()).isEqualTo(1);
    assertThat(tableau.bestExchange().in()).isZero();
  }
}
