package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.widesweep.UserException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts and files that are no spec at all. */
class SpecDocumentTest {
  static Stream<Arguments> documents() {
    return Stream.of(
        arguments("", "1: document is empty, expected a value"),
        arguments("# only a comment\n", "1: document is empty, expected a value"),
        arguments("---\n", "1: document is empty, expected a value"),
        arguments("- name: x\n", "1: document is [{\"name\":\"x\"}], expected fields with values"),
        arguments("name\n", "1: document is \"name\", expected fields with values"),
        arguments(
            Specs.DIGITS + "---\nname: two\n",
            "23: document is malformed YAML (but found another document), expected one well-formed document"),
        arguments(Specs.DIGITS + "...\ngarbage\n", null),
        arguments(Specs.DIGITS + "]\n", null),
        arguments(Specs.DIGITS + "  : :\n\t- x", null),
        arguments("name: [1, 2\nseed: 7\n", null),
        arguments("name: \"x\nseed: 7\n", null),
        arguments("name: *x\n", null),
        arguments("name: a\u0000b\n", null),
        arguments("a: ".repeat(3) + "b\n", null),
        arguments("[".repeat(10_000), null),
        arguments(
            "name: &a [*a]\n",
            "1: name[0] is an alias of another value, expected the value itself"),
        arguments(bomb(), "2: b[0] is an alias of another value, expected the value itself"));
  }

  /** Nine levels of nine aliases each: 10^8 values if they were followed. */
  private static String bomb() {
    StringBuilder text = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
    IntStream.range('b', 'j')
        .forEach(
            c ->
                text.append(
                    "%c: &%c [%s]\n".formatted(c, c, ("*" + (char) (c - 1) + ",").repeat(9))));
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void refusesWhatIsNotOneDocument(String yaml, String message) {
    assertThatThrownBy(() -> SpecReader.parse(yaml, "f.yaml"))
        .isInstanceOf(UserException.class)
        .message()
        .startsWith("f.yaml:" + (message == null ? "" : message))
        .doesNotContain("\n");
  }

  @Test
  void refusesFilesThatAreNone(@TempDir Path directory) {
    assertThatThrownBy(() -> SpecReader.read(directory))
        .isInstanceOf(UserException.class)
        .hasMessage(directory + ": is a directory, expected a YAML file of at most 1 MiB");
    Path missing = directory.resolve("no.yaml");
    assertThatThrownBy(() -> SpecReader.read(missing))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "%s: there is no such file (looked for %s), expected a YAML file of at most 1 MiB",
            missing, missing.toAbsolutePath());
    Path latin = Specs.file("name: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> SpecReader.read(latin))
        .isInstanceOf(UserException.class)
        .hasMessage(latin + ": is not UTF-8 text, expected a YAML file of at most 1 MiB");
    Path large = Specs.file(new byte[2 << 20]);
    assertThatThrownBy(() -> SpecReader.read(large))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is larger, expected a YAML file of at most 1 MiB");
    Path device = Path.of("/dev/zero");
    assumeTrue(Files.exists(device), "no such device on this system");
    assertThatThrownBy(() -> SpecReader.read(device))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("/dev/zero: is a device, a pipe or a socket, expected a YAML file");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void neverFailsInAnotherWayHoweverTextIsDamaged(int seed) {
    java.util.Random random = new java.util.Random(seed);
    String alphabet = "[]{}:-,\"'*&!|>#%@`\\ \n\tx0.~";
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder(Specs.DIGITS);
      int place = random.nextInt(text.length());
      char replacement = alphabet.charAt(random.nextInt(alphabet.length()));
      text.setCharAt(place, replacement);
      try {
        SpecReader.parse(text.toString(), "f.yaml");
      } catch (UserException e) {
        assertThat(e.getMessage()).startsWith("f.yaml:").doesNotContain("\n");
      }
    }
  }
}
