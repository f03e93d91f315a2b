package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.UserException;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.compression.score.Wanda;
import io.github.widesweep.data.CsvSpec;
import io.github.widesweep.data.DigitsSpec;
import io.github.widesweep.data.Scaling;
import io.github.widesweep.data.TargetScaling;
import io.github.widesweep.data.Task;
import io.github.widesweep.network.Activation;
import io.github.widesweep.training.Initialization;
import io.github.widesweep.training.Loss;
import io.github.widesweep.training.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecReaderTest {
  @Test
  void readsEveryField() {
    SweepSpec spec =
        SpecReader.parse(
            """
            name: all
            seed: -9223372036854775808
            data: {source: csv, file: some.csv, target: 3, task: regression, scaling: scale, test_fraction: .25}
            network: {hidden: [width, 8, width], activation: centered_sigmoid, output: tanh, init: glorot, bias: true}
            training: {loss: mse, epochs: 0, batch_size: 8, learning_rate: 1e-2, beta1: 0, beta2: 0.5, epsilon: 1.0e-6}
            grid:
              widths: {from: 4, to: 13, step: 3}
              networks: 2
              draws: 7
              targets: [W2+W4+W1, B3]
              units: [weight]
              methods: [greedy]
              schemes: {quantize: [1, 4], prune: [0.5]}
              alphas: [0.9]
              orderings: [exact, refresh: 1, static]
              projections: ball
              calibration_samples: 128
            measure: []
            """,
            "all.yaml");
    assertThat(spec)
        .isEqualTo(
            new SweepSpec(
                "all",
                Long.MIN_VALUE,
                new CsvSpec(
                    "some.csv",
                    "3",
                    Task.REGRESSION,
                    Scaling.SCALE,
                    0.25,
                    null,
                    TargetScaling.STANDARDIZE),
                new TrainedNetworks(
                    null,
                    List.of(
                        new HiddenLayer(OptionalInt.empty(), OptionalInt.empty()),
                        new HiddenLayer(OptionalInt.of(8), OptionalInt.empty()),
                        new HiddenLayer(OptionalInt.empty(), OptionalInt.empty())),
                    Activation.CENTERED_SIGMOID,
                    Activation.TANH,
                    Initialization.GLOROT,
                    true),
                new TrainingSpec(Loss.MSE, 0, 8, 0.01, 0.0, 0.5, 1e-6),
                new GridSpec(
                    List.of(4, 7, 10, 13),
                    2,
                    7,
                    List.of(Target.parse("W1+W2+W4"), Target.parse("B3")),
                    List.of(Unit.WEIGHT),
                    List.of(MethodSpec.of(MethodName.GREEDY)),
                    List.of(
                        new SchemeSpec.Given(new Scheme.Prune(0.5)),
                        new SchemeSpec.Given(new Scheme.Quantize(1)),
                        new SchemeSpec.Given(new Scheme.Quantize(4))),
                    List.of(0.9),
                    List.of(new Ordering.Exact(), new Ordering.Refresh(1), new Ordering.Static()),
                    Projections.BALL,
                    128,
                    List.of(false)),
                List.of()));
  }

  @Test
  void fillsInDefaults() {
    SweepSpec spec =
        SpecReader.parse(
            """
            name: least
            seed: 0
            data: {source: digits}
            network: {hidden: [width]}
            grid: {widths: [2], networks: 1, draws: 1, targets: [W1], schemes: {prune: [0.5]}, alphas: [0.5]}
            """,
            "least.yaml");
    assertThat(spec.data()).isEqualTo(new DigitsSpec(Scaling.STANDARDIZE, 0.2));
    assertThat(spec.network())
        .isEqualTo(
            new TrainedNetworks(
                null,
                List.of(new HiddenLayer(OptionalInt.empty(), OptionalInt.empty())),
                Activation.RELU,
                Activation.SOFTMAX,
                Initialization.UNIFORM,
                false));
    assertThat(spec.training())
        .isEqualTo(new TrainingSpec(Loss.CROSS_ENTROPY, 3, 64, 1e-3, 0.9, 0.999, 1e-8));
    assertThat(spec.grid().orderings()).containsExactly(new Ordering.Exact());
    assertThat(spec.grid().projections()).isEqualTo(Projections.NONE);
    assertThat(spec.grid().calibrationSamples()).isEqualTo(GridSpec.ALL_SAMPLES);
  }

  @Test
  void defaultsOfRegression() {
    SweepSpec spec = Specs.synthetic();
    assertThat(((TrainedNetworks) spec.network()).output()).isEqualTo(Activation.IDENTITY);
    assertThat(spec.training().loss()).isEqualTo(Loss.MSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {Specs.DIGITS, Specs.SYNTHETIC, Specs.CONVOLUTION})
  void writtenSpecIsReadBackEqual(String yaml) {
    SweepSpec spec = SpecReader.parse(yaml, "a.yaml");
    assertThat(SpecReader.parse(spec.toYaml(), "b.yaml")).isEqualTo(spec);
    assertThat(spec.toYaml()).contains("beta2: 0.999");
  }

  @Test
  void writesWhatAUserWouldWrite() {
    assertThat(Specs.digits().toYaml())
        .isEqualTo(
            """
            name: "tiny"
            seed: 7
            data:
              source: "digits"
              scaling: "standardize"
              test_fraction: 0.2
            network:
              hidden:
                - "width"
                - 6
              activation: "relu"
              output: "softmax"
              init: "uniform"
              bias: false
            training:
              loss: "cross_entropy"
              epochs: 1
              batch_size: 32
              learning_rate: 0.001
              beta1: 0.9
              beta2: 0.999
              epsilon: 1.0E-8
            grid:
              widths:
                - 3
                - 5
              networks: 2
              draws: 3
              targets:
                - "W1"
                - "B1"
                - "W2"
              units:
                - "weight"
              methods:
                - "greedy"
              schemes:
                prune:
                  - 0.3
                  - 0.7
                quantize:
                  - 2
              alphas:
                - 0.9
                - 0.5
              orderings:
                - "static"
                - refresh: 0.25
              projections: "none"
              calibration_samples: 50
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart",
        "methods",
        "figure-1",
        "figure-2",
        "figure-3",
        "figure-4",
        "figure-5"
      })
  void shippedSpecsAreValidAndRoundTrip(String name) {
    SweepSpec spec = SpecReader.read(Path.of("..", "conf", name + ".yaml"));
    assertThat(spec.name()).isEqualTo(name);
    assertThat(SpecReader.parse(spec.toYaml(), "written")).isEqualTo(spec);
  }

  @Test
  void overridesReplaceAndAdd() {
    Map<String, String> overrides = new LinkedHashMap<>();
    overrides.put("grid.draws", "10");
    overrides.put("grid.alphas[1]", "0.25");
    overrides.put("grid.widths", "{from: 1, to: 3, step: 1}");
    overrides.put("training.learning_rate", "1e-2");
    overrides.put("network.bias", "true");
    SweepSpec spec = SpecReader.read(Specs.file(Specs.DIGITS), overrides);
    assertThat(spec.grid().draws()).isEqualTo(10);
    assertThat(spec.grid().alphas()).containsExactly(0.9, 0.25);
    assertThat(spec.grid().widths()).containsExactly(1, 2, 3);
    assertThat(spec.training().learningRate()).isEqualTo(0.01);
    assertThat(((TrainedNetworks) spec.network()).bias()).isTrue();
  }

  @Test
  void quickIsAppliedOnlyWhenAskedForAndOverridesWin() {
    Path file =
        Specs.file(
            Specs.DIGITS
                + """
                quick:
                  grid.draws: 1
                  grid.widths: [2]
                  grid.alphas[1]: 0.25
                  training.epochs: 4
                """);
    assertThat(SpecReader.read(file)).isEqualTo(Specs.digits());
    assertThat(SpecReader.read(file).toYaml()).isEqualTo(Specs.digits().toYaml());
    SweepSpec quick = SpecReader.readQuick(file, Map.of("grid.widths", "[8, 9]")).spec();
    assertThat(quick.grid().draws()).isEqualTo(1);
    assertThat(quick.grid().widths()).containsExactly(8, 9);
    assertThat(quick.grid().alphas()).containsExactly(0.9, 0.25);
    assertThat(quick.training().epochs()).isEqualTo(4);
    assertThat(quick.grid().networks()).isEqualTo(Specs.digits().grid().networks());
  }

  @ParameterizedTest
  @ValueSource(strings = {"figure-1", "figure-2", "figure-3", "figure-4", "figure-5"})
  void figuresHaveAQuickVariantThatTheFullOneExtends(String name) {
    Path file = Path.of("..", "conf", name + ".yaml");
    SweepSpec full = SpecReader.read(file);
    SweepSpec quick = SpecReader.readQuick(file, Map.of()).spec();
    assertThat(full.grid().networks()).isEqualTo(5);
    assertThat(full.grid().draws()).isEqualTo(50);
    assertThat(quick.runs()).isLessThan(full.runs() / 10);
    assertThat(full.grid().widths()).containsAll(quick.grid().widths());
    assertThat(full.grid().targets()).containsAll(quick.grid().targets());
    assertThat(quick.coordinates()).isEqualTo(full.coordinates());
  }

  @Test
  void rangesOfWidthsEndAtTheLargestNumber() {
    assertThat(
            parse("  widths: [3, 5]", "  widths: {from: 1, to: 2147483647, step: 1000000}")
                .grid()
                .widths())
        .hasSize(2148)
        .endsWith(2146000001, 2147000001);
    assertThat(
            parse("  widths: [3, 5]", "  widths: {from: 2147483646, to: 2147483647, step: 1}")
                .grid()
                .widths())
        .containsExactly(2147483646, 2147483647);
  }

  @Test
  void optionalMeasurementsAreWrittenOnlyIfTheyAreNotTheDefault() {
    SweepSpec usual = Specs.digits();
    assertThat(usual.measure()).containsExactly(OptionalMeasurement.CALIBRATION_ERROR);
    assertThat(usual.toYaml()).doesNotContain("measure");
    assertThat(parse("seed: 7", "seed: 7\nmeasure: [calibration_error]")).isEqualTo(usual);
    SweepSpec without = parse("seed: 7", "seed: 7\nmeasure: []");
    assertThat(without.measure()).isEmpty();
    assertThat(without.toYaml()).isEqualTo(usual.toYaml() + "measure: []\n");
    assertThat(SpecReader.parse(without.toYaml(), "again.yaml")).isEqualTo(without);
    assertThat(without.coordinates()).isEqualTo(usual.coordinates());
  }

  @Test
  void namesOfDataAreWrittenOnlyIfTheyAreNotTheUsual() {
    assertThat(parse("  source: digits", "  source: digits\n  name: digits"))
        .isEqualTo(Specs.digits());
    SweepSpec named = parse("  source: digits", "  source: digits\n  name: mine");
    assertThat(named.data().name()).isEqualTo("mine");
    assertThat(named.toYaml()).contains("name: \"mine\"");
    assertThat(SpecReader.parse(named.toYaml(), "again.yaml")).isEqualTo(named);
    assertThat(Specs.digits().toYaml()).doesNotContain("digits\"\n  name");
  }

  @Test
  void coordinatesAreNotOfGridOrName() {
    SortedMap<String, String> same = Specs.digits().coordinates();
    assertThat(parse("name: tiny", "name: other").coordinates()).isEqualTo(same);
    assertThat(parse("  draws: 3", "  draws: 4").coordinates()).isEqualTo(same);
    assertThat(parse("seed: 7", "seed: 8").coordinates()).isNotEqualTo(same);
    assertThat(parse("  epochs: 1", "  epochs: 2").coordinates()).isNotEqualTo(same);
    assertThat(parse("  hidden: [width, 6]", "  hidden: [width, 7]").coordinates())
        .isNotEqualTo(same);
    assertThat(parse("  scaling: standardize", "  scaling: scale").coordinates())
        .isNotEqualTo(same);
  }

  private static SweepSpec parse(String line, String replacement) {
    return SpecReader.parse(Specs.digitsWith(line, replacement), "a.yaml");
  }

  @Test
  void methodsTakeParameters() {
    SweepSpec spec =
        SpecReader.parse(
            Specs.digitsWith(
                "  alphas: [0.9, 0.5]",
                """
                  alphas: [0.9]
                  methods: [greedy, wanda, {wanda: {per: layer}}, magnitude, rtn]
                  refit: [false, true]\
                """),
            "methods.yaml");
    assertThat(spec.grid().methods())
        .containsExactly(
            MethodSpec.of(MethodName.GREEDY),
            new MethodSpec(MethodName.WANDA, Map.of("per", Wanda.Per.ROW)),
            new MethodSpec(MethodName.WANDA, Map.of("per", Wanda.Per.LAYER)),
            MethodSpec.of(MethodName.MAGNITUDE),
            MethodSpec.of(MethodName.RTN));
    assertThat(SpecReader.parse(spec.toYaml(), "again")).isEqualTo(spec);
    assertThat(spec.toYaml())
        .containsPattern("- wanda:\\n *per: \"layer\"\\n")
        .contains("  refit:\n");
    // W1: greedy, wanda twice and magnitude with two p, refit or not; k = 2 by greedy and rtn.
    assertThat(spec.grid().compressions(Target.parse("W1"))).hasSize(4 * 2 * 2 + 2);
    // B1: no refit, greedy with two orderings.
    assertThat(spec.grid().compressions(Target.parse("B1"))).hasSize((2 + 3) * 2 + 2 + 1);
  }

  /** Specs on disk from before there was a choice are as they would be written today. */
  @Test
  void defaultsOfMethodsAreNotWritten() {
    assertThat(Specs.digits().toYaml())
        .containsPattern("methods:\\n *- \"greedy\"\\n")
        .doesNotContain("refit:");
  }

  /** In the working directory, else beside the spec; in neither it is a mistake that names both. */
  @Test
  void aDataFileIsLookedForBesideItsSpec(@TempDir Path directory) throws IOException {
    String yaml =
        Specs.SYNTHETIC.replaceFirst(
            "data: .*", "data: {source: csv, file: FILE, target: y, task: regression}");
    Path spec = directory.resolve("houses.yaml");
    Files.writeString(spec, yaml.replace("FILE", "houses.csv"));
    PlacedSpec without = SpecReader.readPlaced(spec, Map.of());
    assertThat(((CsvSpec) without.spec().data()).file()).isEqualTo("houses.csv");
    Path beside = directory.resolve("houses.csv");
    assertThatThrownBy(() -> without.make(SweepSpec::seed))
        .isInstanceOf(UserException.class)
        .hasMessage(
            spec
                + ":3: data.file is houses.csv, expected a file: neither houses.csv nor "
                + beside
                + " is there");
    Files.writeString(beside, "y,x\n1,2\n3,4\n");
    PlacedSpec found = SpecReader.readPlaced(spec, Map.of());
    assertThat(((CsvSpec) found.spec().data()).file()).isEqualTo(beside.toString());
    assertThat(found.spec().data().name()).isEqualTo("houses");
    assertThat(found.make(SweepSpec::seed)).isEqualTo(11);
    assertThat(found.folder().beside("nets/*.npz")).contains(directory.resolve("nets/*.npz"));
    assertThat(List.of("/a.csv", "s3a://bucket/a.csv", "file:/a.csv"))
        .allMatch(name -> found.folder().beside(name).isEmpty());
    // What is in the working directory, as the module's own pom.xml is, means what it always did.
    Files.writeString(directory.resolve("pom.xml"), "");
    Files.writeString(spec, yaml.replace("FILE", "pom.xml"));
    assertThat(((CsvSpec) SpecReader.read(spec).data()).file()).isEqualTo("pom.xml");
  }

  /** By choice: what sweeps on disk mean by saying nothing stays what it was. */
  @Test
  void everyRegressionMayHaveStandardizedTargets() {
    for (String source :
        List.of(
            "source: california_housing, file: a.data",
            "source: synthetic, samples: 9, features: 2, teacher_width: 2",
            "source: table, query: SELECT 1, target: y, task: regression")) {
      String yaml = Specs.SYNTHETIC.replaceFirst("data: .*", "data: {" + source + "}");
      SweepSpec raw = SpecReader.parse(yaml, "a.yaml");
      SweepSpec scaled =
          SpecReader.parse(
              yaml.replace(source, source + ", target_scaling: standardize"), "a.yaml");
      assertThat(raw.data().targetScaling()).isEqualTo(TargetScaling.NONE);
      assertThat(raw.toYaml() + raw.formerMeaning()).doesNotContain("target_scaling");
      assertThat(scaled.data().targetScaling()).isEqualTo(TargetScaling.STANDARDIZE);
      assertThat(SpecReader.parseResolved(scaled.toYaml(), "again")).isEqualTo(scaled);
    }
    assertThatThrownBy(
            () ->
                SpecReader.parse(
                    Specs.SYNTHETIC.replace(
                        "outputs: 2",
                        "outputs: 2, task: classification, target_scaling: standardize"),
                    "a.yaml"))
        .hasMessageContaining("data.target_scaling is standardize, expected none");
  }

  /** What a recorded spec does not say is what it was when that was written. */
  @Test
  void recordedSpecsKeepTheDefaultsOfTheirTime() {
    String yaml =
        """
        name: houses
        seed: 0
        data: {source: csv, file: houses.csv, target: price, task: regression}
        network: {hidden: [width]}
        grid: {widths: [2], networks: 1, draws: 1, targets: [W1], schemes: {prune: [0.5]}, alphas: [0.5]}
        """;
    SweepSpec today = SpecReader.parse(yaml, "houses.yaml");
    SweepSpec then = SpecReader.parseResolved(yaml, "recorded");
    assertThat(today.data().targetScaling()).isEqualTo(TargetScaling.STANDARDIZE);
    assertThat(then.data().targetScaling()).isEqualTo(TargetScaling.NONE);
    assertThat(SpecReader.parseResolved(today.toYaml(), "again")).isEqualTo(today);
    assertThat(SpecReader.parseResolved(then.toYaml(), "again")).isEqualTo(then);
    assertThat(then.formerMeaning()).doesNotContain("target_scaling");
    assertThat(SpecReader.parse(yaml.replace("regression", "classification"), "c.yaml").toYaml())
        .doesNotContain("target_scaling");
  }
}
