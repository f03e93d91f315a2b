package io.github.widesweep.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {
  private static YamlText parse(String text) {
    return YamlText.parse(text, "", line -> "f:" + line);
  }

  /** Messages of what could not be read, in the order of the text. */
  private static List<String> unreadable(String text) {
    return parse(text).unreadable().stream().map(PlacedException::getMessage).toList();
  }

  /** A document that is written value by value, and the line that each was written at. */
  private static final class Written {
    private final SplittableRandom random;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> places = new HashMap<>(Map.of("", "f:1"));
    private int line = 1;

    Written(long seed) {
      random = new SplittableRandom(seed);
      fields("", 0);
    }

    private void end(String rest) {
      text.append(rest).append('\n');
      line++;
      while (random.nextInt(4) == 0) {
        text.append(random.nextBoolean() ? "" : "   # a: comment").append('\n');
        line++;
      }
    }

    private void fields(String path, int depth) {
      for (int i = 0; i <= random.nextInt(4); i++) {
        String name = "f" + i;
        String field = path.isEmpty() ? name : path + "." + name;
        places.put(field, "f:" + line);
        text.append("  ".repeat(depth)).append(name).append(':');
        value(field, depth);
      }
    }

    private void value(String path, int depth) {
      int kind = depth > 3 ? 0 : random.nextInt(5);
      if (kind == 1) {
        end("");
        fields(path, depth + 1);
      } else if (kind == 2) {
        end("");
        for (int i = 0; i <= random.nextInt(3); i++) {
          places.put(path + "[" + i + "]", "f:" + line);
          text.append("  ".repeat(depth + 1)).append('-');
          end(" " + random.nextInt(100));
        }
      } else if (kind == 3) {
        // One line on, within brackets.
        text.append(" [1,\n").append("  ".repeat(depth + 1));
        places.put(path + "[0]", "f:" + line);
        line++;
        places.put(path + "[1]", "f:" + line);
        places.put(path + "[1].a", "f:" + line);
        end("{a: x}]");
      } else if (kind == 4) {
        // A text of two lines.
        text.append(" |\n").append("  ".repeat(depth + 1)).append("a: b\n");
        line += 2;
        end("  ".repeat(depth + 1) + "c");
      } else {
        end(" " + random.nextInt(100));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void everyValueHasTheLineItWasWrittenAt(String end) {
    for (int seed = 0; seed < 25; seed++) {
      Written written = new Written(seed);
      YamlText parsed = parse(written.text.toString().replace("\n", end));
      assertThat(parsed.places()).as("%s", written.text).isEqualTo(written.places);
      assertThat(parsed.unreadable()).isEmpty();
    }
  }

  @Test
  void pathsContinueThoseOfALargerTree() {
    YamlText parsed = YamlText.parse("{a: [1, 2]}", "grid.x", line -> "override");
    assertThat(parsed.places().keySet())
        .containsExactlyInAnyOrder("grid.x", "grid.x.a", "grid.x.a[0]", "grid.x.a[1]");
    assertThat(parsed.places().values()).containsOnly("override");
  }

  @Test
  void aFieldIsThereOnce() {
    assertThat(unreadable("a: 1\nb: 2\na: 3\nc: {x: 1, y: 2, x: 1}\n'b': 4"))
        .containsExactly(
            "f:3: a is there for the second time, expected each field once",
            "f:4: c.x is there for the second time, expected each field once",
            "f:5: b is there for the second time, expected each field once");
    assertThat(parse("a: 1\na: 3").root()).hasToString("{\"a\":1}");
  }

  /** Followed, they could become any number of values. */
  @Test
  void anAliasIsRefusedWhereItStands() {
    assertThat(unreadable("a: &x [1, 2]\nb: 1\nc: *x\nd:\n  - 5\n  - *x"))
        .containsExactly(
            "f:3: c is an alias of another value, expected the value itself",
            "f:4: d[1] is an alias of another value, expected the value itself");
    assertThat(unreadable("a: &x {b: *x}"))
        .containsExactly("f:1: a.b is an alias of another value, expected the value itself");
    // An anchor that nothing refers to does no harm, and equal values are no aliases.
    assertThat(unreadable("a: &x 1\nb: 1\nc: [[], []]")).isEmpty();
    assertThatThrownBy(() -> parse("a: *missing"))
        .isInstanceOf(PlacedException.class)
        .hasMessage(
            "f:1: document is malformed YAML (found undefined alias missing), expected one"
                + " well-formed document");
  }

  @Test
  void tagsThatChangeAValueAreRefused() {
    assertThat(unreadable("a: !x 1\nb: !!set {c, d}\ne: !!omap [f: 1]"))
        .containsExactly(
            "f:1: a is !x 1, expected a value without a tag",
            "f:2: b is tag:yaml.org,2002:set, expected a value without a tag",
            "f:3: e is tag:yaml.org,2002:omap, expected a value without a tag");
    assertThatThrownBy(() -> parse("a: 1\nb: !!java.io.File [c]"))
        .hasMessageStartingWith("f:2: document is malformed YAML (Global tag is not allowed");
    assertThat(unreadable("a: !!map {b: !!seq [!!int 1, !!str x, !!float 2.5]}")).isEmpty();
  }

  @Test
  void keysAreNames() {
    assertThat(unreadable("a: {[1]: 2, {b: c}: 3}\n? - x\n: y"))
        .containsExactly(
            "f:1: a is a mapping with a list or mapping as key, expected field names as keys",
            "f:1: a is a mapping with a list or mapping as key, expected field names as keys",
            "f:2: document is a mapping with a list or mapping as key, expected field names as"
                + " keys");
    assertThat(parse("1: a\ntrue: b").root()).hasToString("{\"1\":\"a\",\"true\":\"b\"}");
  }

  /** Merge keys are of YAML 1.1: a field of that name, which no record has. */
  @Test
  void mergeKeysMeanNothing() {
    assertThat(parse("a: {<<: {b: 1}}").root()).hasToString("{\"a\":{\"<<\":{\"b\":1}}}");
  }

  @Test
  void theLineOfWhatIsNoYamlIsNamed() {
    assertThatThrownBy(() -> parse("a: 1\nb: [1\nc: 2\n"))
        .isInstanceOf(PlacedException.class)
        .hasMessageMatching("f:3: document is malformed YAML \\(.*\\), expected one .*");
    assertThatThrownBy(() -> parse("a: 1\n\tb: 2\n")).hasMessageStartingWith("f:2: document is ");
    assertThatThrownBy(() -> parse("a: \u0007"))
        .hasMessageStartingWith("f:1: document is malformed YAML (special characters are not")
        .hasMessageNotContaining("\u0007");
  }

  @Test
  void aFileIsUtf8OfAtMostAMebibyte(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("large.yaml");
    String start = "a: 'é'\n";
    int rest = (1 << 20) - start.getBytes(StandardCharsets.UTF_8).length;
    Files.writeString(file, start + "#".repeat(rest));
    assertThat(YamlTree.read(file).root()).hasToString("{\"a\":\"é\"}");
    Files.writeString(file, start + "#".repeat(rest + 1));
    assertThatThrownBy(() -> YamlTree.read(file))
        .isInstanceOf(UserException.class)
        .hasMessage(file + ": is larger, expected a YAML file of at most 1 MiB");
    Files.write(file, "a: 'é'".getBytes(StandardCharsets.UTF_16LE));
    assertThatThrownBy(() -> YamlTree.read(file))
        .isInstanceOfAny(UserException.class, PlacedException.class)
        .message()
        .startsWith(file + ":");
    Files.writeString(file, "\ufeffa: 1");
    assertThat(YamlTree.read(file).root()).hasToString("{\"a\":1}");
  }

  /** Texts are measured in characters where they come from elsewhere. */
  @Test
  void aTextHasAtMostAsManyCharacters() {
    String most = "a: " + "x".repeat((1 << 20) - 3);
    assertThat(parse(most).root().get("a").textValue()).hasSize((1 << 20) - 3);
    assertThatThrownBy(() -> parse(most + "x"))
        .isInstanceOf(PlacedException.class)
        .hasMessageStartingWith("f:1: document is malformed YAML (");
  }

  @Test
  void aHugeDocumentIsReadAsItIs() {
    StringBuilder text = new StringBuilder("values:\n");
    for (int i = 0; i < 5_000; i++) {
      text.append("  - {a: ").append(i).append(", b: x}\n");
    }
    YamlText parsed = parse(text.toString());
    assertThat(parsed.root().get("values")).hasSize(5_000);
    assertThat(parsed.places().get("values[4999].b")).isEqualTo("f:5001");
  }
}
