package io.github.widesweep.yaml;

import static io.github.widesweep.InvalidValueException.require;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.UserException;
import io.github.widesweep.yaml.Documents.Cat;
import io.github.widesweep.yaml.Documents.Circle;
import io.github.widesweep.yaml.Documents.Color;
import io.github.widesweep.yaml.Documents.Dog;
import io.github.widesweep.yaml.Documents.Range;
import io.github.widesweep.yaml.Documents.Sizes;
import io.github.widesweep.yaml.Documents.Square;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of a made-up document: of what real ones mean nothing is known here. */
class RecordReaderTest {
  private static List<String> mistakes(String text) {
    return Documents.READER.mistakes(YamlTree.parse(text, "f")).stream()
        .map(PlacedException::getMessage)
        .toList();
  }

  private static String with(String line, String replacement) {
    assertThat(Documents.TEXT).contains(line);
    return Documents.TEXT.replace(line, replacement);
  }

  private static Documents read(String text) {
    assertThat(mistakes(text)).isEmpty();
    return Documents.READER.read(YamlTree.parse(text, "f"));
  }

  @Test
  void aDocumentBecomesItsRecord() {
    Sizes sizes =
        new Sizes(1, 5, List.of(1.0, 2.5), Color.DARK_RED, new Range(3, 4), List.of(1, 2));
    assertThat(read(Documents.TEXT))
        .isEqualTo(
            new Documents(
                "x", 9, true, sizes, new Dog("Rex", false), new Circle(1.5, Color.WHITE)));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Documents document = read(Documents.TEXT);
    ObjectNode tree = Documents.MAPPER.tree(document);
    assertThat(tree.at("/sizes/range").textValue()).isEqualTo("3 to 4");
    assertThat(tree.at("/sizes/most_allowed").intValue()).isEqualTo(5);
    assertThat(tree.at("/sizes/color").textValue()).isEqualTo("dark_red");
    assertThat(tree.at("/animal/kind").textValue()).isEqualTo("dog");
    assertThat(read(Documents.MAPPER.text(tree))).isEqualTo(document);
  }

  @Test
  void whatMayBeMissingIsNull() {
    Documents least = read("number: 1\nsizes: {least: 0, weights: []}");
    assertThat(least)
        .isEqualTo(
            new Documents(
                null, 1, null, new Sizes(0, 100, List.of(), null, null, null), null, null));
  }

  /** A line, what takes its place, and what is said of it; the line's number is the field's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "title: x|title: 3|1: title is 3, expected a text",
        "title: x|title: [x]|1: title is [\"x\"], expected a text",
        "title: x|titel: x|1: titel is an unknown field, expected title (did you mean that?)",
        "number: 9||1: number is missing, expected a whole number of 64 bits",
        "number: 9|number: 1.0|2: number is 1.0, expected a whole number of 64 bits",
        "number: 9|number: 9223372036854775808|2: number is 9223372036854775808, expected a whole"
            + " number of 64 bits",
        "number: 9|number:|2: number is empty, expected a value, or no such field",
        "shown: true|shown: 1|3: shown is 1, expected true or false",
        "shown: true|shown: 'true'|3: shown is \"true\", expected true or false",
        "least: 1|least: 2147483648|5: sizes.least is 2147483648, expected a whole number of 32"
            + " bits",
        "least: 1|least: -1|5: sizes.least is -1, expected a number from 0",
        "least: 1|lest: 1|5: sizes.lest is an unknown field, expected least (did you mean that?)",
        "most_allowed: 5|mostAllowed: 5|6: sizes.mostAllowed is an unknown field, expected"
            + " most_allowed (did you mean that?)",
        "most_allowed: 5|most_allowed: x|6: sizes.most_allowed is \"x\", expected a whole number of"
            + " 32 bits",
        "[1, 2.5]|3|7: sizes.weights is 3, expected a list",
        "[1, 2.5]|{a: 3}|7: sizes.weights is {\"a\":3}, expected a list",
        "[1, 2.5]|[1, x]|7: sizes.weights[1] is \"x\", expected a number",
        "[1, 2.5]|[0, 2.5]|7: sizes.weights[0] is 0.0, expected more than 0",
        "weights: [1, 2.5]|weights: [1, .nan]|7: sizes.weights[1] is .nan, expected a finite number",
        "dark_red|darkred|8: sizes.color is \"darkred\", expected one of dark_red, white",
        "dark_red|DARK_RED|8: sizes.color is \"DARK_RED\", expected one of dark_red, white",
        "dark_red|0|8: sizes.color is 0, expected one of dark_red, white",
        "3 to 4|3|9: sizes.range is 3, expected FROM to TO",
        "3 to 4|3 - 4|9: sizes.range is \"3 - 4\", expected FROM to TO",
        "pair: [1, 2]|pair: x|10: sizes.pair is \"x\", expected a number or two",
        "pair: [1, 2]|pair: [1]|10: sizes.pair[0] is [1], expected two numbers",
        "kind: dog, |kin: dog, |11: animal.kind is missing, expected one of cat, dog",
        "kind: dog|kind: cow|11: animal.kind is \"cow\", expected one of cat, dog",
        "kind: dog|kind: [dog]|11: animal.kind is [\"dog\"], expected one of cat, dog",
        "barks: false|barks: 0|11: animal.barks is 0, expected true or false",
        "barks: false|lives: 9|11: animal.lives is an unknown field, expected one of name, barks,"
            + " kind",
        "radius: 1.5|radius: far|12: shape.radius is \"far\", expected a number",
        "radius: 1.5, color|color|12: shape.color is an unknown field, expected one of side",
        "{radius: 1.5, color: white}|round|12: shape is \"round\", expected fields side",
        "{kind: dog, name: Rex, barks: false}|dog|11: animal is \"dog\", expected fields with values"
      })
  void aMistakeIsALineWithItsPlaceValueAndRemedy(String line, String replacement, String message) {
    String text = with(line, replacement == null ? "" : replacement);
    assertThat(mistakes(text)).first().isEqualTo("f:" + message);
  }

  /** A word, or a field that only the other has: the rest is a member's as it would be alone. */
  @Test
  void membersOfAFamilyAreTold() {
    assertThat(read(with("{kind: dog, name: Rex, barks: false}", "{kind: cat, lives: 7}")).animal())
        .isEqualTo(new Cat(7));
    assertThat(read(with("{radius: 1.5, color: white}", "{side: 2}")).shape())
        .isEqualTo(new Square(2));
    assertThat(read(with("{radius: 1.5, color: white}", "{radius: 2}")).shape())
        .isEqualTo(new Circle(2.0, null));
    assertThat(read(with("{radius: 1.5, color: white}", "{}")).shape()).isEqualTo(new Square(null));
    assertThat(mistakes(with("{radius: 1.5,", "{radius: 1.5, side: 1,")))
        .containsExactly("f:12: shape.side is an unknown field, expected one of radius, color");
  }

  @Test
  void allMistakesAreToldAtOnce() {
    assertThat(
            mistakes(
                Documents.TEXT
                    .replace("title: x", "title: 1")
                    .replace("number: 9", "number: nine")
                    .replace("least: 1", "least: -1")
                    .replace("[1, 2.5]", "[1, -2, .inf, 0]")
                    .replace("3 to 4", "3")
                    .replace("kind: dog", "kind: cow")))
        .containsExactly(
            "f:7: sizes.weights[2] is .inf, expected a finite number",
            "f:1: title is 1, expected a text",
            "f:2: number is \"nine\", expected a whole number of 64 bits",
            "f:9: sizes.range is 3, expected FROM to TO",
            "f:11: animal.kind is \"cow\", expected one of cat, dog",
            "f:5: sizes.least is -1, expected a number from 0");
  }

  /** The field is there, under a name that is not known. */
  @Test
  void aMisnamedFieldIsNotMissed() {
    assertThat(mistakes(with("weights: [1, 2.5]", "wights: [1, 2.5]")))
        .containsExactly(
            "f:7: sizes.wights is an unknown field, expected weights (did you mean that?)");
    // Another section's mistake says nothing of this one.
    assertThat(mistakes(with("  weights: [1, 2.5]\n", "").replace("title: x", "titel: x")))
        .containsExactly(
            "f:1: titel is an unknown field, expected title (did you mean that?)",
            "f:4: sizes.weights is missing, expected some weights");
  }

  /** Two fields are compared once each is right, with what was written, not with a default. */
  @Test
  void whatFieldsHaveInCommonComesAfterEach() {
    String apart = with("most_allowed: 5", "most_allowed: 0");
    assertThat(mistakes(apart))
        .containsExactly("f:5: sizes.least is 1, expected at most most_allowed");
    String large = with("least: 1", "least: 999");
    assertThat(mistakes(large))
        .containsExactly("f:5: sizes.least is 999, expected at most most_allowed");
    assertThat(mistakes(large.replace("most_allowed: 5", "most_allowed: many")))
        .containsExactly("f:6: sizes.most_allowed is \"many\", expected a whole number of 32 bits");
  }

  @Test
  void theTreeIsLeftAsItIs() {
    YamlTree tree = YamlTree.parse(with("least: 1", "least: -1"), "f");
    ObjectNode before = tree.root().deepCopy();
    Documents.READER.mistakes(tree);
    assertThat(tree.root()).isEqualTo(before);
  }

  record Whole(Sizes sizes, Integer most) {
    Whole {
      require(sizes.least() <= most, "sizes.least", sizes.least(), "at most most");
    }
  }

  /** One constructor's word on several sections: told with the line, as a mistake of the user's. */
  @Test
  void whatSectionsHaveInCommonIsToldWhenTheyAreRead() {
    RecordReader<Whole> reader = new RecordReader<>(Documents.MAPPER, Whole.class);
    YamlTree tree = YamlTree.parse("most: 3\nsizes:\n  weights: []\n  least: 4", "f");
    assertThat(reader.mistakes(tree)).isEmpty();
    assertThatThrownBy(() -> reader.read(tree))
        .isInstanceOf(UserException.class)
        .hasMessage("f:4: sizes.least is 4, expected at most most");
  }

  @Test
  void aRecordOfAnotherTypeIsABug() {
    record Odd(StringBuilder text) {}
    RecordReader<Odd> reader = new RecordReader<>(Documents.MAPPER, Odd.class);
    assertThatThrownBy(() -> reader.mistakes(YamlTree.parse("text: x", "f")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("StringBuilder");
  }
}
