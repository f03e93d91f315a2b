package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.compression.refit.Refit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which cells a grid has, and the schemes that leave a density. */
class GridSpecTest {
  private static GridSpec grid(String more) {
    return SpecReader.parse(
            """
            name: cells
            seed: 1
            data: {source: digits}
            network: {hidden: [width, 6]}
            grid:
              widths: [3]
              networks: 2
              draws: 4
              targets: [W1, B1, W1+B2, W2]
              alphas: [0.9, 0.6]
              orderings: [static, refresh: 0.5]
            """
                + more,
            "cells.yaml")
        .grid();
  }

  /** Every combination of the axes, one after the other, that the rules in words let through. */
  private static Set<CompressionSpec> literally(GridSpec grid, Target target) {
    Set<CompressionSpec> cells = new LinkedHashSet<>();
    for (Unit unit : grid.units()) {
      for (MethodSpec method : grid.methods()) {
        for (SchemeSpec asked : grid.schemes()) {
          for (double alpha : grid.alphas()) {
            for (Ordering ordering : grid.orderings()) {
              for (boolean refit : grid.refit()) {
                // Without a B layer the ordering makes no difference: exact stands for all.
                Ordering one = target.hasBlock() ? ordering : new Ordering.Exact();
                Method plain = method.methods(List.of(alpha), List.of(one)).get(0);
                boolean quantizes = asked.toString().startsWith("quantize");
                if (unit == Unit.NEURON && quantizes) {
                  continue;
                }
                Scheme scheme = asked.of(plain.offered());
                if (!method.supports(target, unit, scheme)) {
                  continue;
                }
                // Of masks in W alone the kept weights can be solved for.
                boolean solve = refit && plain.choosesMask() && !target.hasBlock() && !quantizes;
                cells.add(
                    new CompressionSpec(
                        target,
                        unit,
                        solve ? new Refit(plain) : plain,
                        scheme,
                        grid.projections()));
              }
            }
          }
        }
      }
    }
    return cells;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prune: [0.3, 0.7]|weight|greedy|false|none",
        "prune: [0.3], density: [0.5, 0.95], quantize: [1, 3]|weight|greedy|false, true|none",
        "quantize: [2]|weight|greedy, rtn, gptq, spfq, walk|true|none",
        "prune: [0.5], quantize: [2]|neuron, weight|greedy, norm, activation, osscar, random,"
            + " magnitude, sparsegpt, obs|true, false|none",
        "density: [0.41]|neuron|norm, greedy|false|ball"
      })
  void cellsAreEveryCombinationThatHasAMeaning(
      String schemes, String units, String methods, String refit, String projections) {
    GridSpec grid =
        grid(
            "  schemes: {%s}\n  units: [%s]\n  methods: [%s]\n  refit: [%s]\n  projections: %s\n"
                .formatted(schemes, units, methods, refit, projections));
    double runs = 0;
    for (Target target : grid.targets()) {
      List<CompressionSpec> cells = grid.compressions(target);
      assertThat(cells).doesNotHaveDuplicates();
      assertThat(cells).containsExactlyInAnyOrderElementsOf(literally(grid, target));
      for (CompressionSpec cell : cells) {
        assertThat(grid.draws(cell)).isEqualTo(cell.method().random() ? 4 : 1);
        runs += cell.method().random() ? 4 : 1;
      }
    }
    assertThat(grid.runsOfNetwork()).isEqualTo(runs).isPositive();
  }

  /** In exact arithmetic, rounded once: what is expected to stay of all units is the density. */
  @Test
  void aDensityLeavesWhatItSays() {
    SplittableRandom random = new SplittableRandom(5);
    for (int repetition = 0; repetition < 500; repetition++) {
      double offered = random.nextInt(1, 1000) / 1000.0;
      double density = 1 - offered * random.nextDouble();
      if (!(density > 1 - offered && density < 1)) {
        continue;
      }
      double p = ((Scheme.Prune) new SchemeSpec.Density(density).of(offered)).keepProbability();
      assertThat(1 - offered * (1 - p)).isCloseTo(density, within(1e-15));
      BigDecimal exact =
          BigDecimal.ONE.subtract(
              BigDecimal.ONE
                  .subtract(new BigDecimal(Double.toString(density)))
                  .divide(new BigDecimal(Double.toString(offered)), new MathContext(50)));
      assertThat(p).isCloseTo(exact.doubleValue(), within(2e-16));
    }
  }

  /** Numbers that people write have the probabilities that they would write. */
  @ParameterizedTest
  @CsvSource({"0.37, 0.9, 0.3", "0.5, 1, 0.5", "0.1, 0.95, 0.0526315789473684", "0.3, 0.7, none"})
  void aDensityHasTheProbabilityOneWouldWrite(double density, double offered, String expected) {
    SchemeSpec scheme = new SchemeSpec.Density(density);
    if (expected.equals("none")) {
      assertThatThrownBy(() -> scheme.of(offered))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "density is 0.3, expected a number above 0.3, what remains of an alpha of 0.7 at the"
                  + " least");
    } else {
      assertThat(scheme.of(offered)).isEqualTo(new Scheme.Prune(Double.parseDouble(expected)));
    }
  }

  @Test
  void schemesKnowTheirKind() {
    SchemeSpec density = new SchemeSpec.Density(0.5);
    SchemeSpec prune = new SchemeSpec.Given(new Scheme.Prune(0.25));
    SchemeSpec quantize = new SchemeSpec.Given(new Scheme.Quantize(3));
    assertThat(List.of(density.prunes(), prune.prunes(), quantize.prunes()))
        .containsExactly(true, true, false);
    assertThat(quantize.some()).isInstanceOf(Scheme.Quantize.class);
    assertThat(density.some()).isInstanceOf(Scheme.Prune.class);
    assertThat(List.of(density, prune, quantize))
        .hasToString("[density 0.5, prune 0.25, quantize 3]");
    for (double none : new double[] {0, 1, -0.5, Double.NaN}) {
      assertThatThrownBy(() -> new SchemeSpec.Density(none))
          .hasMessage("density is " + none + ", expected a number strictly between 0 and 1");
    }
  }

  /** Keep probabilities, densities, levels: as they are written, however they are given. */
  @Test
  void schemesAreInTheOrderTheyAreWritten() {
    SchemeSpec density = new SchemeSpec.Density(0.95);
    SchemeSpec prune = new SchemeSpec.Given(new Scheme.Prune(0.25));
    SchemeSpec other = new SchemeSpec.Given(new Scheme.Prune(0.5));
    SchemeSpec quantize = new SchemeSpec.Given(new Scheme.Quantize(3));
    List<SchemeSpec> given = new ArrayList<>(List.of(quantize, density, other, prune));
    GridSpec grid = with(given);
    given.clear();
    assertThat(grid.schemes()).containsExactly(other, prune, density, quantize);
  }

  private static GridSpec with(List<SchemeSpec> schemes) {
    return new GridSpec(
        List.of(3),
        1,
        1,
        List.of(Target.parse("W1")),
        null,
        null,
        schemes,
        List.of(0.9),
        null,
        null,
        null,
        null);
  }

  @Test
  void orderingsAreOfTargetsWithABlock() {
    GridSpec grid = grid("  schemes: {prune: [0.3]}\n");
    assertThat(grid.orderingsOf(Target.parse("W1+B2"))).isEqualTo(grid.orderings()).hasSize(2);
    assertThat(grid.orderingsOf(Target.parse("W1+W2"))).containsExactly(new Ordering.Exact());
  }
}
