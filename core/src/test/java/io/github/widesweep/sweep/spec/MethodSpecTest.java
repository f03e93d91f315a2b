package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.compression.obs.Obs;
import io.github.widesweep.compression.obs.SparseGpt;
import io.github.widesweep.compression.score.Wanda;
import io.github.widesweep.compression.walk.Lambda;
import io.github.widesweep.compression.walk.Walk;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MethodSpecTest {
  private static final List<Double> ALPHAS = List.of(0.9, 0.5, 0.25);
  private static final List<Ordering> ORDERINGS =
      List.of(new Ordering.Static(), new Ordering.Exact());

  private static Method parse(String text) {
    return MethodSpec.parse(text, 0.75, new Ordering.Static());
  }

  private static boolean has(MethodName name, String component) {
    return Arrays.stream(name.type().getRecordComponents())
        .map(RecordComponent::getName)
        .anyMatch(component::equals);
  }

  @ParameterizedTest
  @EnumSource
  void theWordInASpecIsTheMethodsOwn(MethodName name) {
    Method method = parse(name.word());
    assertThat(method.name()).isEqualTo(name.word());
    assertThat(method).isInstanceOf(name.type());
    assertThat(MethodSpec.of(name).supported()).isEqualTo(method.supported()).isNotEmpty();
  }

  /** Alphas and orderings are the grid's, of those methods alone that have them. */
  @ParameterizedTest
  @EnumSource
  void thereIsAMethodForEveryValueOfItsAxes(MethodName name) {
    List<Method> methods = MethodSpec.of(name).methods(ALPHAS, ORDERINGS);
    int alphas = has(name, "alpha") ? 3 : 1;
    int orderings = has(name, "ordering") ? 2 : 1;
    assertThat(methods).hasSize(alphas * orderings).doesNotHaveDuplicates();
    Set<Double> offered = new HashSet<>();
    methods.forEach(method -> offered.add(method.offered()));
    if (alphas == 3) {
      assertThat(offered).containsExactlyInAnyOrderElementsOf(ALPHAS);
    } else {
      assertThat(offered).hasSize(1);
    }
  }

  @Test
  void parametersThatAreLeftOutAreAtTheirDefaults() {
    assertThat(parse("walk")).isEqualTo(new Walk(0.75, new Lambda(0.1)));
    assertThat(parse("wanda")).isEqualTo(new Wanda(0.75, Wanda.Per.ROW));
    assertThat(parse("sparsegpt")).isEqualTo(new SparseGpt(0.75, 0.01, 128));
    assertThat(parse("{sparsegpt: {block: 7}}")).isEqualTo(new SparseGpt(0.75, 0.01, 7));
    assertThat(parse("sparsegpt: {damping: 0.5, block: 7}")).isEqualTo(new SparseGpt(0.75, 0.5, 7));
    assertThat(parse("obs")).isEqualTo(new Obs(0.75, 0, 0));
    assertThat(parse("greedy")).isEqualTo(new Greedy(0.75, new Ordering.Static()));
    assertThat(new MethodSpec(MethodName.WALK, Map.of()))
        .isEqualTo(new MethodSpec(MethodName.WALK, Map.of("lambda", new Lambda(0.1))))
        .hasToString("walk {lambda=0.1}");
  }

  /** As an argument a method is read as it is in a spec: there 1e-2 is a number. */
  @Test
  void argumentsFollowTheRulesOfSpecs() {
    assertThat(parse("{sparsegpt: {damping: 1e-2}}")).isEqualTo(parse("sparsegpt"));
    assertThat(parse("{walk: {lambda: auto}}")).isEqualTo(new Walk(0.75, Lambda.AUTO));
    assertThat(parse("{walk: {lambda: 1e-3}}")).isEqualTo(new Walk(0.75, new Lambda(0.001)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "magnitud|method is \"magnitud\", expected magnitude (did you mean that?)",
        "''|method is , expected a method's word, or {WORD: {PARAMETER: VALUE}}",
        "[greedy]|method is [\"greedy\"], expected a method's word, or {WORD: {PARAMETER: VALUE}}",
        "{walk: {lambda: 1}|method is {walk: {lambda: 1}, expected a method's word, or {WORD:"
            + " {PARAMETER: VALUE}}",
        "{walk: {}, obs: {}}|method is {\"walk\":{},\"obs\":{}}, expected a method's word, or"
            + " {WORD: {PARAMETER: VALUE}}",
        "{walk: 3}|walk is 3, expected a method's word, or {WORD: {PARAMETER: VALUE}}",
        "{walk: {lambda: 2}}|walk.lambda is 2, expected the word auto or a number from 1e-6 to 1",
        "{walk: {lambda: some}}|walk.lambda is \"some\", expected the word auto or a number from"
            + " 1e-6 to 1",
        "{walk: {lambda: [1]}}|walk.lambda is [1], expected a number or a word",
        "{greedy: {alpha: 0.5}}|greedy.alpha is an unknown field, expected no such field",
        "{wanda: {per: ROW}}|wanda.per is \"ROW\", expected one of row, layer",
        "{wanda: {per: 1}}|wanda.per is 1, expected one of row, layer",
        "{sparsegpt: {damping: x}}|sparsegpt.damping is \"x\", expected a number",
        "{gptq: {damping: -1}}|gptq.damping is -1.0, expected a number of at least 0, a fraction of"
            + " the mean second moment",
        "{qronos: {block: 0}}|qronos.block is 0, expected a whole number of at least 1",
        "{qronos: {block: 1.0}}|qronos.block is 1.0, expected a whole number of 32 bits",
        "{alps: {swaps: 3000000000}}|alps.swaps is 3000000000, expected a whole number of 32 bits",
        "{osscar: {swaps: -1}}|osscar.swaps is -1, expected a whole number of at least 0, the most"
            + " exchanges of two units",
        "{obs: {swap: 1}}|obs.swap is an unknown field, expected swaps (did you mean that?)"
      })
  void mistakesAreNamedByMethodAndParameter(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
  }

  /** What a spec says of methods is read back, whatever their parameters. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{walk: {lambda: auto}}", "{walk: {lambda: 0.25}}", "{wanda: {per: layer}}",
        "{sparsegpt: {damping: 1.0E-4, block: 3}}", "{obs: {damping: 0.0, swaps: 9}}", "rtn",
        "greedy-signed"
      })
  void writtenMethodsAreReadBack(String method) {
    String yaml =
        Specs.digitsWith("  alphas: [0.9, 0.5]", "  alphas: [0.9]\n  methods: [" + method + "]");
    GridSpec grid = SpecReader.parse(yaml, "a.yaml").grid();
    assertThat(SpecReader.parse(SpecReader.parse(yaml, "a.yaml").toYaml(), "b.yaml").grid())
        .isEqualTo(grid);
    assertThat(grid.methods().get(0).methods(List.of(0.75), ORDERINGS).get(0))
        .isEqualTo(parse(method));
  }

  /** Of a target in several roles, all must be ones that the method has. */
  @ParameterizedTest
  @EnumSource
  void aTargetIsSupportedIfAllItsRolesAre(MethodName name) {
    MethodSpec spec = MethodSpec.of(name);
    Method method = parse(name.word());
    for (Scheme scheme : List.of(new Scheme.Prune(0.5), new Scheme.Quantize(2))) {
      for (Unit unit : Unit.values()) {
        boolean wide = method.supports(Role.WIDE, unit, scheme);
        boolean block = method.supports(Role.BLOCK, unit, scheme);
        assertThat(spec.supports(Target.parse("W2"), unit, scheme)).isEqualTo(wide);
        assertThat(spec.supports(Target.parse("B1"), unit, scheme)).isEqualTo(block);
        assertThat(spec.supports(Target.parse("B1+W3"), unit, scheme)).isEqualTo(wide && block);
      }
    }
  }

  @Test
  void parametersAreNotChangedAfterwards() {
    Map<String, Object> given = new HashMap<>(Map.of("per", Wanda.Per.LAYER));
    MethodSpec spec = new MethodSpec(MethodName.WANDA, given);
    given.put("per", Wanda.Per.ROW);
    assertThat(spec.parameters()).containsEntry("per", Wanda.Per.LAYER);
    assertThatThrownBy(() -> spec.parameters().put("per", Wanda.Per.ROW))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> new MethodSpec(MethodName.GPTQ, Map.of("block", 0)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("block is 0, expected a whole number of at least 1");
  }
}
