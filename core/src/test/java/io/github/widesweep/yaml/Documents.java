package io.github.widesweep.yaml;

import static io.github.widesweep.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.github.widesweep.FieldChecks;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A document of a made-up kind with a field of every type that records may have. */
record Documents(
    String title, long number, Boolean shown, Sizes sizes, Animal animal, Shape shape) {

  /** Checks of each field and of two together. */
  record Sizes(
      int least,
      Integer mostAllowed,
      List<Double> weights,
      Color color,
      Range range,
      @JsonDeserialize(using = Pair.class) List<Integer> pair) {
    Sizes {
      FieldChecks checks = new FieldChecks();
      checks.that(least >= 0, "least", least, "a number from 0");
      checks.that(weights != null, "weights", weights, "some weights");
      for (int i = 0; weights != null && i < weights.size(); i++) {
        checks.that(weights.get(i) > 0, "weights[" + i + "]", weights.get(i), "more than 0");
      }
      checks.done();
      mostAllowed = mostAllowed == null ? Integer.valueOf(100) : mostAllowed;
      require(least <= mostAllowed, "least", least, "at most most_allowed");
    }
  }

  enum Color {
    DARK_RED,
    WHITE
  }

  /** Written {@code FROM to TO}. */
  record Range(int from, int to) {
    private static final Pattern FORM = Pattern.compile("([0-9]+) to ([0-9]+)");

    static Range of(JsonNode node) {
      require(node.isTextual(), "", node, "FROM to TO");
      Matcher ends = FORM.matcher(node.textValue());
      require(ends.matches(), "", node, "FROM to TO");
      return new Range(Integer.parseInt(ends.group(1)), Integer.parseInt(ends.group(2)));
    }

    String written() {
      return from + " to " + to;
    }
  }

  /** A list written as its only element where it has one. */
  static final class Pair extends FormReader<List<Integer>> {
    Pair() {
      super(
          List.class,
          node -> {
            require(node.isInt() || node.isArray(), "", node, "a number or two");
            require(!node.isArray() || node.size() == 2, "[0]", node, "two numbers");
            return node.isInt()
                ? List.of(node.intValue())
                : List.of(node.get(0).intValue(), node.get(1).intValue());
          });
    }
  }

  /** One of several, by a word. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Cat.class, name = "cat"),
    @JsonSubTypes.Type(value = Dog.class, name = "dog")
  })
  sealed interface Animal {}

  record Cat(Integer lives) implements Animal {}

  record Dog(String name, boolean barks) implements Animal {}

  /** One of several, by which fields are there. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION, defaultImpl = Square.class)
  @JsonSubTypes({@JsonSubTypes.Type(Square.class), @JsonSubTypes.Type(Circle.class)})
  sealed interface Shape {}

  record Square(Integer side) implements Shape {}

  record Circle(Double radius, Color color) implements Shape {}

  static final RecordMapper MAPPER =
      new RecordMapper(List.of(new WrittenForm<>(Range.class, Range::of, Range::written)));

  static final RecordReader<Documents> READER = new RecordReader<>(MAPPER, Documents.class);

  /** Without a mistake, a field a line. */
  static final String TEXT =
      """
      title: x
      number: 9
      shown: true
      sizes:
        least: 1
        most_allowed: 5
        weights: [1, 2.5]
        color: dark_red
        range: 3 to 4
        pair: [1, 2]
      animal: {kind: dog, name: Rex, barks: false}
      shape: {radius: 1.5, color: white}
      """;
}
