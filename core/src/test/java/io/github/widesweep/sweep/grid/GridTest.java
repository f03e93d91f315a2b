package io.github.widesweep.sweep.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Samples;
import io.github.widesweep.data.Task;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

class GridTest {
  private static final Grid DIGITS = Grid.of(Specs.digits(), "digits", 64, 10);

  @Test
  void countsWithoutMaking() {
    // 3 schemes and 2 alphas; two orderings for B1 alone.
    assertThat(DIGITS.cellCount()).isEqualTo(2 * (6 + 12 + 6));
    assertThat(DIGITS.networkCount()).isEqualTo(4);
    assertThat(DIGITS.runCount()).isEqualTo(4 * 3 * 24);
    SweepSpec large =
        SpecReader.parse(Specs.digitsWith("  draws: 3", "  draws: 3000000"), "large.yaml");
    assertThat(Grid.of(large, "digits", 64, 10).runCount()).isEqualTo(4 * 3_000_000L * 24);
  }

  /** Locales with other digits, and with other lower case. */
  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "tr-TR"})
  void idsSeedsAndSpecsDoNotDependOnTheLocale(String language) {
    Locale before = Locale.getDefault();
    List<String> ids = DIGITS.runs().map(RunKey::id).toList();
    String yaml = Specs.convolution().toYaml();
    String fingerprint = Canonical.fingerprint(Specs.digits(), "d");
    try {
      Locale.setDefault(Locale.forLanguageTag(language));
      Grid grid = Grid.of(Specs.digits(), "digits", 64, 10);
      assertThat(grid.networks().get(0).architecture()).isEqualTo("64-w-6-10 relu softmax");
      assertThat(grid.runs().map(RunKey::id)).containsExactlyElementsOf(ids);
      assertThat(Grid.of(Specs.convolution(), "synthetic", 32, 2).networks().get(0).architecture())
          .isEqualTo("2x4x4-conv(w,3)-conv(3,2)-5-2 tanh identity bias");
      assertThat(Specs.convolution().toYaml()).isEqualTo(yaml);
      assertThat(Canonical.fingerprint(Specs.digits(), "d")).isEqualTo(fingerprint);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void countsAreThoseOfWhatIsMade() {
    assertThat(DIGITS.cells()).hasSize((int) DIGITS.cellCount()).doesNotHaveDuplicates();
    assertThat(DIGITS.networks()).hasSize((int) DIGITS.networkCount()).doesNotHaveDuplicates();
    List<RunKey> runs = DIGITS.runs().toList();
    assertThat(runs).hasSize((int) DIGITS.runCount()).doesNotHaveDuplicates();
    assertThat(runs.stream().map(RunKey::id)).doesNotHaveDuplicates();
    assertThat(runs.stream().map(RunKey::canonical)).doesNotHaveDuplicates();
  }

  @Test
  void aPartHasWhatIsAskedFor() {
    List<Cell> cells = DIGITS.cells();
    SplittableRandom random = new SplittableRandom(11);
    List<Asked> asked =
        cells.stream()
            .filter(cell -> random.nextInt(3) == 0)
            .map(cell -> new Asked(cell.id(), 1 + random.nextInt(2), 1 + random.nextInt(3)))
            .toList();
    Grid part = DIGITS.only(asked);
    assertThat(part.asked()).contains(asked);
    assertThat(part.cells().stream().map(Cell::id))
        .containsExactlyElementsOf(asked.stream().map(Asked::cell).toList());
    assertThat(part.cellCount()).isEqualTo(asked.size());
    assertThat(part.networks()).hasSize((int) part.networkCount());
    List<RunKey> runs = part.runs().toList();
    assertThat(runs).hasSize((int) part.runCount());
    assertThat(runs)
        .containsExactlyElementsOf(
            DIGITS
                .runs()
                .filter(
                    run ->
                        asked.stream()
                            .anyMatch(
                                one ->
                                    one.cell().equals(cellOf(run))
                                        && run.network().network() < one.networks()
                                        && run.draw() < one.draws()))
                .toList());
    assertThat(part.networks())
        .containsExactlyElementsOf(runs.stream().map(RunKey::network).distinct().toList());
  }

  private static String cellOf(RunKey run) {
    NetworkKey network = run.network();
    NetworkKey first =
        new NetworkKey(network.dataset(), network.architecture(), network.width(), 0);
    return new Cell(first, run.compression(), run.calibrationSamples()).id();
  }

  @Test
  void aPartIsOfTheGrid() {
    String some = DIGITS.cells().get(0).id();
    assertThat(DIGITS.only(List.of()).runs()).isEmpty();
    assertThat(DIGITS.only(List.of()).networkCount()).isZero();
    for (List<Asked> wrong :
        List.of(
            List.of(new Asked("0123", 1, 1)),
            List.of(new Asked(some, 3, 1)),
            List.of(new Asked(some, 1, 4)),
            List.of(new Asked(some, 1, 1), new Asked(some, 1, 2)))) {
      assertThatThrownBy(() -> DIGITS.only(wrong)).isInstanceOf(InvalidValueException.class);
    }
  }

  /** Of 0.9 and 0.63 offered weights, seven tenths of all weights go. */
  @Test
  void aDensityIsThePruningThatLeavesIt() {
    SweepSpec dense = SpecReader.parse(pruning("{density: [0.37], quantize: [4]}"), "density");
    SweepSpec given = SpecReader.parse(pruning("{prune: [0.3, 0.1], quantize: [4]}"), "given");
    Set<String> wanted =
        Grid.of(dense, "digits", 64, 10).runs().map(RunKey::id).collect(Collectors.toSet());
    assertThat(
            Grid.of(given, "digits", 64, 10)
                .runs()
                .filter(
                    run ->
                        !(run.compression().scheme() instanceof Scheme.Prune prune)
                            || prune.keepProbability() == (offered(run) == 0.9 ? 0.3 : 0.1))
                .map(RunKey::id))
        .containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(SpecReader.parse(dense.toYaml(), "again")).isEqualTo(dense);
    // What both fields ask for is there once.
    SweepSpec both = SpecReader.parse(pruning("{prune: [0.3], density: [0.37]}"), "both");
    assertThat(Grid.of(both, "digits", 64, 10).runs().map(RunKey::id)).doesNotHaveDuplicates();
    assertThat(Grid.of(both, "digits", 64, 10).cellCount()).isEqualTo(2 * 3 * 4);
  }

  private static double offered(RunKey run) {
    return run.compression().method().offered();
  }

  private static String pruning(String schemes) {
    return Specs.DIGITS
        .replaceFirst("schemes:\\n.*\\n.*\\n", "schemes: " + schemes + "\n")
        .replace("alphas: [0.9, 0.5]", "alphas: [0.9, 0.7]");
  }

  @Test
  void aDensityThatNoPruningLeavesIsRefused() {
    assertThatThrownBy(() -> SpecReader.parse(pruning("{density: [0.5, 0.25]}"), "s.yaml"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "grid.schemes.density[1] is 0.25, expected a number above 0.3, what remains of an alpha"
                + " of 0.7 at the least");
  }

  @Test
  void neuronsAreNotQuantized() {
    Grid grid = Grid.of(Specs.neurons(), "synthetic", 5, 2);
    assertThat(grid.cells()).hasSize((int) grid.cellCount()).doesNotHaveDuplicates();
    assertThat(grid.cells().stream().filter(cell -> cell.compression().unit() == Unit.NEURON))
        .hasSize(2 * (1 + 2 + 2 + 1))
        .allMatch(cell -> cell.compression().scheme() instanceof Scheme.Prune);
    assertThat((long) Specs.neurons().runs()).isEqualTo(grid.runCount());
  }

  @Test
  void imagesFitTheFeatures() {
    SweepSpec spec = Specs.convolution();
    assertThatThrownBy(() -> Grid.of(spec, "synthetic", 33, 2))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "network.image is 2x4x4, expected channels and side of 33 values, the features of a"
                + " sample");
    SweepSpec square =
        SpecReader.parse(
            Specs.CONVOLUTION.replace("  image: {channels: 2, side: 4}\n", ""), "square.yaml");
    assertThat(Grid.of(square, "synthetic", 36, 2).networks().get(0).architecture())
        .startsWith("1x6x6-conv(w,3)-");
    assertThatThrownBy(() -> Grid.of(square, "synthetic", 32, 2))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "network.image is missing, expected channels and side: 32 features are no square map");
    assertThatThrownBy(
            () ->
                Grid.of(
                    SpecReader.parse(
                        Specs.CONVOLUTION.replace("[3, 6]", "[3, 2000000000]"), "wide.yaml"),
                    "synthetic",
                    32,
                    2))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("grid.widths[1] is 2000000000, expected");
  }

  @Test
  void everyCellIsRunOnEveryNetworkInEveryDraw() {
    Set<String> runs =
        DIGITS
            .runs()
            .map(run -> run.network() + " " + run.draw() + " " + run.compression())
            .collect(Collectors.toSet());
    for (Cell cell : DIGITS.cells()) {
      for (int network = 0; network < 2; network++) {
        for (int draw = 0; draw < 3; draw++) {
          NetworkKey key =
              new NetworkKey("digits", "64-w-6-10 relu softmax", cell.first().width(), network);
          assertThat(runs).contains(key + " " + draw + " " + cell.compression());
        }
      }
    }
  }

  @Test
  void orderIsAlwaysTheSame() {
    assertThat(Grid.of(Specs.digits(), "digits", 64, 10).runs().map(RunKey::id))
        .containsExactlyElementsOf(DIGITS.runs().map(RunKey::id).toList());
    RunKey first = DIGITS.runs().findFirst().orElseThrow();
    assertThat(first.network()).isEqualTo(DIGITS.networks().get(0));
    assertThat(first.draw()).isZero();
  }

  @Test
  void targetsWithoutBlockHaveOneOrdering() {
    assertThat(DIGITS.cells())
        .filteredOn(cell -> !cell.compression().target().hasBlock())
        .allMatch(
            cell -> ((Greedy) cell.compression().method()).ordering().equals(new Ordering.Exact()));
  }

  /** Samples of zeros of a shape. */
  private static Dataset data(int features, int outputs, int train, int test) {
    return new Dataset(
        "zeros",
        Task.REGRESSION,
        new Samples(
            R064Store.FACTORY.make(train, features), R064Store.FACTORY.make(train, outputs)),
        new Samples(R064Store.FACTORY.make(test, features), R064Store.FACTORY.make(test, outputs)),
        "none");
  }

  private static SweepSpec wide(int width, String target, String calibration, int batch) {
    return SpecReader.parse(
        """
        name: wide
        seed: 1
        data: {source: synthetic, samples: 10, features: 1, teacher_width: 1, outputs: 1}
        network: {hidden: [width, 2]}
        training: {batch_size: %d}
        grid:
          widths: [3, %d]
          networks: 1
          draws: 1
          targets: [%s]
          schemes: {prune: [0.5]}
          alphas: [0.5]
          calibration_samples: %s
        """
            .formatted(batch, width, target, calibration),
        "wide.yaml");
  }

  /**
   * The widths are the last that fit, 2147483639 / samples. Only layers in B, those before and
   * those after see all calibration samples at once, and none sees all test samples.
   */
  @ParameterizedTest
  @CsvSource({
    "B1, all, 64, 21474836, 'layer 1', ' outputs over 100 calibration samples, or fewer grid.calibration_samples'",
    "B1, 70, 64, 30678337, 'layer 1', ' outputs over 70 calibration samples, or fewer grid.calibration_samples'",
    "'W1, B2', all, 64, 21474836, 'layer 1', ' outputs over 100 calibration samples, or fewer grid.calibration_samples'",
    "W1, all, 80, 26843545, 'layer 1', ' outputs over 80 samples of a batch, or a smaller training.batch_size'",
    "'W1+W2, W2', all, 1, 33554431, 'layer 1', ' outputs over a block of 64 samples'",
    "W1, 1, 90, 23860929, 'layer 1', ' outputs over 90 samples of a batch, or a smaller training.batch_size'",
    "W1, 1, 1, 33554431, 'layer 1', ' outputs over a block of 64 samples'"
  })
  void refusesSamplesThatFitNoArray(
      String target, String calibration, int batch, int fits, String layer, String numbers) {
    Dataset data = data(1, 1, 100, 200);
    long targets = target.split(",").length;
    assertThat(Grid.of(wide(fits, target, calibration, batch), data).runCount())
        .isEqualTo(2 * targets);
    int width = fits + 1;
    assertThatThrownBy(() -> Grid.of(wide(width, target, calibration, batch), data))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "grid.widths[1] is %d, expected a width that gives %s at most 2147483639%s",
            width, layer, numbers);
  }

  @Test
  void refusesLayersThatFitNoArray() {
    SweepSpec wide =
        SpecReader.parse(
            Specs.digitsWith("  widths: [3, 5]", "  widths: [3, 400000000]"), "wide.yaml");
    assertThatThrownBy(() -> Grid.of(wide, "digits", 64, 10))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("grid.widths[1] is 400000000, expected a width that gives layer 1");
  }
}
