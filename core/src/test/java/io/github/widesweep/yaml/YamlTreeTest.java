package io.github.widesweep.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.github.widesweep.FieldChecks;
import io.github.widesweep.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTreeTest {
  private static final String TEXT =
      """
      a: 1
      b:
        c: [1, 2, {d: 3}]
        e: {f: x}
      bb: 5
      """;

  private static YamlTree tree() {
    return YamlTree.parse(TEXT, "f");
  }

  private static String place(YamlTree tree, String path) {
    return tree.error(path, "v", "w").getMessage().replace(": " + path + " is v, expected w", "");
  }

  /** All values that hold no others, by path, with the place of each. */
  private static Map<String, String> leaves(YamlTree tree) {
    Map<String, String> leaves = new TreeMap<>();
    add(tree, "", tree.root(), leaves);
    return leaves;
  }

  private static void add(YamlTree tree, String path, JsonNode node, Map<String, String> leaves) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        add(tree, path + "[" + i + "]", node.get(i), leaves);
      }
    } else if (node.isObject()) {
      node.properties()
          .forEach(
              field -> add(tree, TreePath.field(path, field.getKey()), field.getValue(), leaves));
    } else {
      leaves.put(path, node + " at " + place(tree, path));
    }
  }

  @Test
  void everyValueKnowsItsLine() {
    assertThat(leaves(tree()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "a", "1 at f:1",
                "b.c[0]", "1 at f:3",
                "b.c[1]", "2 at f:3",
                "b.c[2].d", "3 at f:3",
                "b.e.f", "\"x\" at f:4",
                "bb", "5 at f:5"));
  }

  /** Of what is not there, the line of the nearest value around it. */
  @ParameterizedTest
  @CsvSource({
    "b, f:2",
    "b.g, f:2",
    "b.c[7], f:3",
    "b.c[2].d.x.y, f:3",
    "b.e.g, f:4",
    "z, f:1",
    "z.y, f:1"
  })
  void whatIsMissingIsWhereItWouldBe(String path, String place) {
    assertThat(place(tree(), path)).isEqualTo(place);
  }

  /** What is written is there, and nothing else has moved. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aWriteChangesItsPathAlone(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    YamlTree tree = tree();
    List<String> some =
        List.of(
            "a", "b", "b.c", "b.c[0]", "b.c[1]", "b.c[2].d", "b.e", "b.e.f", "b.g.h", "bb", "z");
    List<String> values = List.of("7", "[8, {i: 9}]", "{c: [1, 2, {d: 3}], e: {f: y}}", "'t'");
    for (int repetition = 0; repetition < 100; repetition++) {
      String path = some.get(random.nextInt(some.size()));
      String value = values.get(random.nextInt(values.size()));
      String place = "write " + repetition;
      Map<String, String> before = leaves(tree);
      try {
        tree.write(path, value, place);
      } catch (PlacedException e) {
        assertThat(e).hasMessageStartingWith(place + ": ");
        // On the way something is no list, or has no fields; only what is on the way may be new.
        tree = tree();
        continue;
      }
      YamlTree alone = YamlTree.parse("v: " + value, "f");
      Map<String, String> expected = new TreeMap<>(before);
      expected.keySet().removeIf(leaf -> TreePath.isWithin(leaf, path));
      leaves(alone)
          .forEach(
              (leaf, text) ->
                  expected.put(path + leaf.substring(1), text.replace(" at f:1", " at " + place)));
      assertThat(leaves(tree)).isEqualTo(expected);
    }
  }

  /** What was in a value that is replaced has left no line behind. */
  @Test
  void whatIsReplacedIsForgotten() {
    YamlTree tree = tree();
    tree.write("b.c", "[9, {x: 1}]", "P");
    assertThat(place(tree, "b.c[2].d")).isEqualTo("P");
    assertThat(place(tree, "b.e.f")).isEqualTo("f:4");
    tree.write("b", "7", "Q");
    assertThat(place(tree, "b.e.f")).isEqualTo("Q");
    assertThat(place(tree, "bb")).isEqualTo("f:5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b.c[3]|1|P: b.c[3] is not there, expected an index below 3",
        "b.c[3].d|1|P: b.c[3] is not there, expected an index below 3",
        "b[0]|1|P: b[0] is not there, expected an index below 2",
        "a[0]|1|P: a[0] is not there, expected an index below 0",
        "a.x|1|P: a is 1, expected fields with values",
        "b.c.x|1|P: b.c is [1,2,{\"d\":3}], expected fields with values",
        "z[0]|1|P: z[0] is not there, expected an index below 0",
        "a|''|P: a is empty, expected a value",
        "a|[1|P: a is malformed YAML (expected ',' or ']', but got <stream end>), expected one"
            + " well-formed document",
      })
  void whatCannotBeWrittenIsNamedByItsPlace(String path, String value, String message) {
    assertThatThrownBy(() -> tree().write(path, value, "P"))
        .isInstanceOf(PlacedException.class)
        .hasMessage(message);
  }

  /** A wrong value of a write is told with the others, not at once. */
  @Test
  void whatIsUnreadableIsKept() {
    YamlTree tree = YamlTree.parse("a: .nan\nb: 1", "f");
    tree.write("b", "{x: 1, x: 2}", "P");
    assertThat(tree.unreadable().stream().map(PlacedException::getMessage))
        .containsExactly(
            "f:1: a is .nan, expected a finite number",
            "P: b.x is there for the second time, expected each field once");
    assertThat(tree.copy().unreadable()).isEqualTo(tree.unreadable());
  }

  /** A value that stood elsewhere brings its lines along. */
  @Test
  void aValueThatIsPutElsewhereKeepsItsLines() {
    YamlTree tree = YamlTree.parse("a: {c: 1}\nq:\n  a:\n    c:\n      - 4\n      - d: 5\n", "f");
    JsonNode section = tree.root().remove("q");
    tree.put("a", section.get("a"), "q.a");
    assertThat(leaves(tree)).isEqualTo(Map.of("a.c[0]", "4 at f:5", "a.c[1].d", "5 at f:6"));
    assertThat(place(tree, "a")).isEqualTo("f:3");
    assertThatThrownBy(() -> tree.put("a.c[2]", IntNode.valueOf(1), "q.a.c[0]"))
        .hasMessage("f:5: a.c[2] is not there, expected an index below 2");
    assertThatThrownBy(() -> tree.put("a..c", IntNode.valueOf(1), "q.a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCopyIsATreeOfItsOwn() {
    YamlTree tree = tree();
    YamlTree copy = tree.copy();
    Map<String, String> before = leaves(tree);
    assertThat(leaves(copy)).isEqualTo(before);
    copy.write("b.c[0]", "9", "P");
    copy.root().put("a", 8);
    assertThat(leaves(tree)).isEqualTo(before);
    tree.write("bb", "7", "Q");
    assertThat(leaves(copy)).containsEntry("bb", "5 at f:5").containsEntry("b.c[0]", "9 at P");
  }

  /** A record names its own fields; a value by itself, nothing or an element. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b|e|f:4: b.e is 1, expected two",
        "b|missing|f:2: b.missing is 1, expected two",
        "b|''|f:2: b is 1, expected two",
        "b|c[1]|f:3: b.c[1] is 1, expected two",
        "b.c|[1]|f:3: b.c[1] is 1, expected two",
        "b.c|field of an element|f:3: b.c is 1, expected two",
        "a|whatever it calls itself|f:1: a is 1, expected two",
        "''|b.e.f|f:4: b.e.f is 1, expected two"
      })
  void whatARecordRefusesHasItsPlace(String path, String field, String message) {
    assertThat(tree().errors(path, new InvalidValueException(field, 1, "two")))
        .singleElement()
        .extracting(PlacedException::getMessage)
        .isEqualTo(message);
  }

  @Test
  void everyFieldThatARecordRefusesHasItsPlace() {
    FieldChecks checks = new FieldChecks();
    checks.that(false, "c", null, "a list");
    checks.that(false, "e", "x", "another");
    List<String> messages = new ArrayList<>();
    try {
      checks.done();
    } catch (InvalidValueException e) {
      tree().errors("b", e).forEach(error -> messages.add(error.getMessage()));
    }
    assertThat(messages)
        .containsExactly("f:3: b.c is missing, expected a list", "f:4: b.e is x, expected another");
  }

  @Test
  void aDocumentHasFields() {
    assertThatThrownBy(() -> YamlTree.parse("[1]", "f"))
        .hasMessage("f:1: document is [1], expected fields with values");
    assertThatThrownBy(() -> YamlTree.parse(".inf", "f"))
        .hasMessage("f:1: document is .inf, expected a finite number");
    assertThat(YamlTree.parse("{}", "f").root()).isEmpty();
  }

  @Test
  void aValueByItselfIsAnyValue() {
    assertThat(YamlTree.value("1e-2").orElseThrow().doubleValue()).isEqualTo(0.01);
    assertThat(YamlTree.value("{a: [b]}").orElseThrow()).hasToString("{\"a\":[\"b\"]}");
    for (String none : List.of("", "[1", "{a: 1, a: 2}", ".nan", "a\n---\nb", "&a [*a]")) {
      assertThat(YamlTree.value(none)).as(none).isEmpty();
    }
  }
}
