package io.github.widesweep.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What plain words mean: YAML 1.2.2, 10.3.2, in decimal. */
class CoreSchemaTest {
  private static Optional<JsonNode> value(String word) {
    return YamlTree.value("a: " + word).map(document -> document.get("a"));
  }

  /** Position after the digits that begin at one. */
  private static int digits(String word, int from) {
    int end = from;
    while (end < word.length() && word.charAt(end) >= '0' && word.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private static int sign(String word, int from) {
    return from < word.length() && "+-".indexOf(word.charAt(from)) >= 0 ? from + 1 : from;
  }

  /** Position after a whole number without a leading 0; where it should begin if there is none. */
  private static int whole(String word, int from) {
    int end = digits(word, from);
    return end > from + 1 && word.charAt(from) == '0' ? from : end;
  }

  private static boolean isWhole(String word) {
    int start = sign(word, 0);
    return whole(word, start) == word.length() && word.length() > start;
  }

  /** Character by character, no pattern. */
  private static boolean isNumber(String word) {
    int at = sign(word, 0);
    int afterWhole = whole(word, at);
    boolean point = afterWhole < word.length() && word.charAt(afterWhole) == '.';
    int end = point ? digits(word, afterWhole + 1) : afterWhole;
    boolean someDigit = afterWhole > at || end > afterWhole + 1;
    if (!someDigit) {
      return false;
    }
    if (end < word.length() && "eE".indexOf(word.charAt(end)) >= 0) {
      int exponent = sign(word, end + 1);
      end = digits(word, exponent);
      return end == word.length() && end > exponent;
    }
    return end == word.length();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void numbersAreTheLiteralGrammars(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "0017.eE+-";
    for (int i = 0; i < 1500; i++) {
      StringBuilder text = new StringBuilder();
      for (int c = 1 + random.nextInt(6); c > 0; c--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String word = text.toString();
      if (word.equals("-")) {
        continue;
      }
      Optional<JsonNode> value = value(word);
      if (isWhole(word)) {
        assertThat(value.orElseThrow().isIntegralNumber()).as(word).isTrue();
        assertThat(value.get().bigIntegerValue()).isEqualTo(new BigInteger(word));
      } else if (isNumber(word) && Double.isInfinite(Double.parseDouble(word))) {
        assertThat(value).as(word).isEmpty();
      } else if (isNumber(word)) {
        assertThat(value.orElseThrow().isDouble()).as(word).isTrue();
        assertThat(value.get().doubleValue()).isEqualTo(Double.parseDouble(word));
      } else {
        assertThat(value.orElseThrow().textValue()).isEqualTo(word);
      }
    }
  }

  /** Words that YAML 1.1 takes for numbers or truth values. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
        "Yes",
        "NO",
        "1:30",
        "1:30.5",
        "0x1F",
        "0o17",
        "0b11",
        "1_000",
        "010",
        "-07",
        "+",
        ".",
        "1e",
        "e3",
        ".e3",
        "1.5.2",
        "1e3.5",
        "infinity",
        "NaN",
        "nan",
        "2026-11-26",
        "tRUE",
        "truE",
        "nUll",
        "1 2",
        "0.1f",
        "1d"
      })
  void otherWordsAreTexts(String word) {
    assertThat(value(word).orElseThrow().textValue()).isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "True, true", "TRUE, true", "false, false", "False, false"})
  void truthHasThreeSpellings(String word, boolean truth) {
    JsonNode value = value(word).orElseThrow();
    assertThat(value.isBoolean()).isTrue();
    assertThat(value.booleanValue()).isEqualTo(truth);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "~",
        "null",
        "Null",
        "NULL",
        ".inf",
        "-.inf",
        "+.Inf",
        ".INF",
        ".nan",
        ".NaN",
        "1e309",
        "-1e400",
        "!!float x",
        "!!int 1.5",
        "!!int 010",
        "!!bool",
        "!!bool yes",
        "!!binary aGk=",
        "!other 1"
      })
  void nothingAndWhatIsNotFiniteAreRefused(String word) {
    assertThat(value(word)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'1'", "\"1\"", "'true'", "\"~\"", "!!str 1", "!!str true", "'.inf'", "!!str"})
  void whatIsQuotedIsAText(String word) {
    assertThat(value(word).orElseThrow().isTextual()).isTrue();
  }

  @Test
  void wholeNumbersAreAsSmallAsTheyFit() {
    assertThat(value("2147483647").orElseThrow().isInt()).isTrue();
    assertThat(value("-2147483648").orElseThrow().isInt()).isTrue();
    assertThat(value("2147483648").orElseThrow().isLong()).isTrue();
    assertThat(value("-2147483649").orElseThrow().isLong()).isTrue();
    assertThat(value("9223372036854775807").orElseThrow().isLong()).isTrue();
    assertThat(value("-9223372036854775808").orElseThrow().isLong()).isTrue();
    assertThat(value("9223372036854775808").orElseThrow().isBigInteger()).isTrue();
    // Forty characters, and no more.
    assertThat(value("1".repeat(40)).orElseThrow().isBigInteger()).isTrue();
    assertThat(value("1".repeat(41))).isEmpty();
    assertThat(value("-" + "1".repeat(40))).isEmpty();
  }

  @Test
  void zerosKeepTheirKind() {
    assertThat(value("0").orElseThrow().isInt()).isTrue();
    assertThat(value("-0").orElseThrow().intValue()).isZero();
    assertThat(value("-0.0").orElseThrow().doubleValue()).isEqualTo(-0.0);
    assertThat(value("0.").orElseThrow().isDouble()).isTrue();
    assertThat(value("1e-400").orElseThrow().doubleValue()).isEqualTo(0.0);
    assertThat(value("4.9e-324").orElseThrow().doubleValue()).isEqualTo(Double.MIN_VALUE);
  }
}
