package io.github.widesweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvSpecTest {
  @TempDir Path directory;

  private CsvSpec spec(String text, String target, Task task) throws IOException {
    Path file = Files.writeString(directory.resolve("houses.csv"), text);
    return new CsvSpec(file.toString(), target, task, Scaling.NONE, 0.25);
  }

  private static Dataset load(CsvSpec spec) {
    return spec.load(new SplittableRandom(1));
  }

  /** All samples, in the order of their first feature: "x1 x2 -> y". */
  private static String samples(Dataset data) {
    TreeMap<Double, String> lines = new TreeMap<>();
    for (Samples part : new Samples[] {data.train(), data.test()}) {
      for (int s = 0; s < part.count(); s++) {
        lines.put(
            part.inputs().doubleValue(s, 0),
            Arrays.toString(part.inputs().toRawCopy2D()[s])
                + Arrays.toString(part.targets().toRawCopy2D()[s]));
      }
    }
    return String.join(" ", lines.values());
  }

  @Test
  void aNamedTargetNeedsAHeader() throws IOException {
    Dataset data =
        load(
            spec("rooms, price ,age\n1,10,0.5\n2,20,-1e3\n\n3,30,.25\n", "price", Task.REGRESSION));
    assertThat(samples(data)).isEqualTo("[1.0, 0.5][10.0] [2.0, -1000.0][20.0] [3.0, 0.25][30.0]");
    assertThat(data.name()).isEqualTo("houses");
    assertThat(data.task()).isEqualTo(Task.REGRESSION);
    assertThat(data.test().count()).isEqualTo(1);
  }

  @Test
  void aNumberedTargetFindsOutWhetherThereIsAHeader() throws IOException {
    String expected = "[1.0][10.0] [2.0][20.0] [3.0][30.0]";
    String rows = "1,10\n2,20\n3,30";
    assertThat(samples(load(spec(rows, "2", Task.REGRESSION)))).isEqualTo(expected);
    assertThat(samples(load(spec("a,b\r\n" + rows, "2", Task.REGRESSION)))).isEqualTo(expected);
    for (String header : new String[] {"\uFEFFa,b\n", "\uFEFF\"a\",\"b\"\n", "\uFEFF\n\na,b\n"}) {
      assertThat(samples(load(spec(header + rows, "a", Task.REGRESSION))))
          .isEqualTo("[10.0][1.0] [20.0][2.0] [30.0][3.0]");
    }
    assertThat(samples(load(spec("\uFEFF\"1\",10\n2,20\n3,30", "2", Task.REGRESSION))))
        .isEqualTo(expected);
  }

  @Test
  void labelsBecomeClassesInAscendingOrder() throws IOException {
    String text = "1,7\n2,-3\n3,7\n4,100\n5,-3.0\n";
    assertThat(samples(load(spec(text, "2", Task.CLASSIFICATION))))
        .isEqualTo(
            "[1.0][0.0, 1.0, 0.0] [2.0][1.0, 0.0, 0.0] [3.0][0.0, 1.0, 0.0]"
                + " [4.0][0.0, 0.0, 1.0] [5.0][1.0, 0.0, 0.0]");
    assertThat(samples(load(spec("1,-0.0\n2,0\n3,1\n", "2", Task.CLASSIFICATION))))
        .isEqualTo("[1.0][1.0, 0.0] [2.0][1.0, 0.0] [3.0][0.0, 1.0]");
  }

  @Test
  void packedFilesAreUnpacked() throws IOException {
    Path file = directory.resolve("set.v2.csv.gz");
    try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(file))) {
      stream.write("1,10\n2,20\n".getBytes(StandardCharsets.UTF_8));
    }
    CsvSpec spec = new CsvSpec(file.toString(), "2", Task.REGRESSION, Scaling.NONE, null);
    assertThat(samples(load(spec))).isEqualTo("[1.0][10.0] [2.0][20.0]");
    assertThat(spec.name()).isEqualTo("set.v2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // Cells.
        "a,b;1,2;3,x | b | line 3, column 2 (b): \"x\" is not a number",
        "1,2;3,x | 2 | line 2, column 2: \"x\" is not a number",
        "1,x;3,4 | 2 | line 1, column 2: \"x\" is not a number; encode text as numbers or drop the"
            + " column (if this line is a header, give the target by name)",
        "a,b;1,;3,4 | b | line 2, column 2 (b): the cell is empty",
        "a,b;1,  ;3,4 | b | line 2, column 2 (b): the cell is empty",
        "a,b;1,NaN;3,4 | b | line 2, column 2 (b): \"NaN\" is not a number",
        "a,b;1,Infinity;3,4 | b | line 2, column 2 (b): \"Infinity\" is not a finite number",
        "a,b;1,1e999;3,4 | b | line 2, column 2 (b): \"1e999\" is not a finite number",
        "a,b;1,0x1p3;3,4 | b | \"0x1p3\" is not a number",
        "a,b;1,2d;3,4 | b | \"2d\" is not a number",
        "a,b;1,\"2,5\";3,4 | b | \"2,5\" is not a number",
        "a,b;1,\"2;3\";3,4 | b | \"2 3\" is not a number",
        "a,b;1,1_000;3,4 | b | \"1_000\" is not a number",
        // Shape.
        "a,b;1,2;3,4,5 | b | line 3: 3 cells, expected 2 as in the first line",
        "a,b;1,2;3 | b | line 3: 1 cell, expected 2 as in the first line",
        "a;b;1;2 | b | line 1: a single column, expected a target and at least one feature",
        "a,b;1,2 | b | 1 line of numbers, expected at least 2",
        "a,b | b | 0 lines of numbers, expected at least 2",
        "~~ | b | 0 lines of numbers, expected at least 2",
        "a,b;1,\"2\"3;3,4 | b | cannot be read (after line",
        // Target.
        "a,b;1,2;3,4 | c | line 1: there is no column named c, expected one of a, b",
        "a,b,b;1,2,3;3,4,5 | b | columns 2 and 3 are both named b; give the number of one",
        "1,2;3,4 | 3 | there is no column 3, expected 1 to 2",
        "1,2;3,4 | 0 | there is no column 0, expected 1 to 2",
        "1,2;3,4 | 99999999999 | there is no column 99999999999",
        "a,b;1,2;3,2 | b | column 2 (b): the target is 2.0 in every line",
      })
  void unusableFilesAreTheUsersErrorInOneLine(String text, String target, String message)
      throws IOException {
    String lines = text.strip().replace(';', '\n');
    assertRefused(spec(lines, target.strip(), Task.REGRESSION), "houses.csv", message.strip());
  }

  @Test
  void columnsThatAreNoInputsAreLeftOut() throws IOException {
    String file =
        Files.writeString(directory.resolve("samples.csv"), "id,x,y,label\n7,1,2,0\n8,3,4,1\n")
            .toString();
    assertThat(SampleFile.read(file, List.of("label", "1")).data).containsExactly(1, 3, 2, 4);
    assertThat(SampleFile.read(file, List.of("4", "4", "2")).data).containsExactly(7, 8, 2, 4);
    assertThat(SampleFile.read(file, List.of()).getColDim()).isEqualTo(4);
    assertThatThrownBy(() -> SampleFile.read(file, List.of("id", "")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("there is no column named , expected one of id, x, y, label");
  }

  @Test
  void unusableLabelsAreTheUsersError() throws IOException {
    assertRefused(
        spec("a,b\n1,2\n\n2,2.5\n", "b", Task.CLASSIFICATION),
        "line 4, column 2 (b): 2.5 is not a class label: use whole numbers, or task: regression");
    assertRefused(
        spec("a,b\n1,2\n2,2\n", "b", Task.CLASSIFICATION), "the target is 2.0 in every line");
    StringBuilder many = new StringBuilder("a,b\n");
    for (int i = 0; i <= Classes.MOST; i++) {
      many.append(i).append(',').append(i).append('\n');
    }
    assertRefused(
        spec(many.toString(), "b", Task.CLASSIFICATION),
        "column 2 (b): 1001 different labels, at most 1000 classes");
  }

  @Test
  void unusablePathsAreTheUsersError() throws IOException {
    Path missing = directory.resolve("nowhere.csv");
    assertRefused(
        new CsvSpec(missing.toString(), "1", Task.REGRESSION, null, null),
        "nowhere.csv: there is no such file (looked for ");
    assertRefused(
        new CsvSpec("s3a://bucket/a.csv", "1", Task.REGRESSION, null, null),
        "s3a://bucket/a.csv: is not on this machine, expected a CSV file that is");
    assertRefused(
        new CsvSpec(directory.toString(), "1", Task.REGRESSION, null, null), "is a directory");
    Path notPacked = Files.writeString(directory.resolve("plain.gz"), "1,2\n3,4\n");
    assertRefused(
        new CsvSpec(notPacked.toString(), "1", Task.REGRESSION, null, null),
        "plain.gz: cannot be read (Not in GZIP format)");
  }

  @Test
  void onlyRegularFilesAreOpened() throws Exception {
    Path device = Path.of("/dev/zero");
    assumeTrue(Files.exists(device), "no such device on this system");
    assertRefused(
        new CsvSpec(device.toString(), "1", Task.REGRESSION, null, null),
        "/dev/zero: is a device, a pipe or a socket, expected a CSV file");
    Path pipe = directory.resolve("pipe");
    Process make = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeTrue(make.waitFor() == 0, "no pipes on this system");
    assertRefused(
        new CsvSpec(pipe.toString(), "1", Task.REGRESSION, null, null),
        "pipe: is a device, a pipe");
  }

  /** Gigabytes in a small file, and a line without end: neither is read to its end. */
  @Test
  void filesThatDoNotFitAreRefusedEarly() throws IOException {
    Path bomb = directory.resolve("bomb.csv.gz");
    byte[] rows = "1,2,3,4\n".repeat(1 << 17).getBytes(StandardCharsets.US_ASCII);
    try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(bomb))) {
      for (int i = 0; i < 40; i++) {
        stream.write(rows);
      }
    }
    assertThatThrownBy(() -> read(bomb, 64 << 20))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(
            ".*bomb.csv.gz, line \\d{6}: (about|more than) \\d+ rows of 4 columns take .* GiB of"
                + " memory, and the heap has 0.06 GiB; use a part of the file, or more memory"
                + " \\(--driver-memory\\)");
    Path plain = directory.resolve("plain.csv");
    Files.write(plain, rows);
    // 131,072 rows of 4 numbers, each 32 bytes on its way: known from its beginning.
    assertThatThrownBy(() -> read(plain, 8 << 20))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(".*, line \\d{4}: about \\d{5,6} rows of 4 columns take .*");
    assertThat(read(plain, 16 << 20).rows()).isEqualTo(1 << 17);
    for (String start : new String[] {"1,2", "\"1", "\n\n"}) {
      Path endless = directory.resolve("endless.csv");
      try (RandomAccessFile file = new RandomAccessFile(endless.toFile(), "rw")) {
        file.write((start + "\n").getBytes(StandardCharsets.US_ASCII));
        file.setLength(1L << 33);
      }
      assertRefused(
          new CsvSpec(endless.toString(), "1", Task.REGRESSION, null, null),
          "endless.csv: cannot be read (after line ",
          "a line of more than 4194304 characters");
      Files.delete(endless);
    }
  }

  private static NumericTable read(Path file, long heapBytes) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return CsvReader.read(
          file.toString(), stream, Files.size(file), CsvReader.Header.DETECTED, heapBytes);
    }
  }

  @Test
  void numbersTooLargeToScaleAreTheUsersError() throws IOException {
    CsvSpec spec = spec("a,b\n-1.5e308,1\n1.5e308,2\n0,3\n1,4\n", "b", Task.REGRESSION);
    CsvSpec scaled = new CsvSpec(spec.file(), "b", Task.REGRESSION, Scaling.STANDARDIZE, 0.25);
    assertRefused(scaled, "data houses, feature 1: cannot scale");
  }

  private static void assertRefused(CsvSpec spec, String... messages) {
    assertThatThrownBy(() -> load(spec))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(messages)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void aSpecIsCheckedWhenItIsMade() {
    assertInvalid("file", null, "1", Task.REGRESSION, null);
    assertInvalid("file", "a\0b", "1", Task.REGRESSION, null);
    assertInvalid("target", "a.csv", " ", Task.REGRESSION, null);
    assertInvalid("task", "a.csv", "1", null, null);
    for (double fraction : new double[] {0, 1, -0.1, Double.NaN}) {
      assertInvalid("test_fraction", "a.csv", "1", Task.REGRESSION, fraction);
    }
  }

  private static void assertInvalid(
      String field, String file, String target, Task task, Double fraction) {
    assertThatThrownBy(() -> new CsvSpec(file, target, task, null, fraction))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(field + " is");
  }

  /** Of the training targets mean 0 and standard deviation 1; the test part by the same numbers. */
  @Test
  void targetsAreStandardizedByTheTrainingPart() throws IOException {
    CsvSpec raw = spec("y,x\n1000,1\n1010,2\n1040,3\n1100,4\n", "y", Task.REGRESSION);
    CsvSpec scaled =
        new CsvSpec(
            raw.file(), "y", Task.REGRESSION, Scaling.NONE, 0.25, null, TargetScaling.STANDARDIZE);
    Dataset before = load(raw);
    Dataset after = load(scaled);
    double mean = Arrays.stream(before.train().targets().data).average().orElseThrow();
    double deviation =
        Math.sqrt(
            Arrays.stream(before.train().targets().data)
                .map(y -> (y - mean) * (y - mean))
                .average()
                .orElseThrow());
    for (Samples[] parts :
        new Samples[][] {{before.train(), after.train()}, {before.test(), after.test()}}) {
      assertThat(parts[1].inputs().data).isEqualTo(parts[0].inputs().data);
      double[] expected =
          Arrays.stream(parts[0].targets().data).map(y -> (y - mean) / deviation).toArray();
      assertThat(parts[1].targets().data).containsExactly(expected, offset(1e-12));
      Preparation made = parts[1].preparation().orElseThrow();
      assertThat(made.targetCentre(0)).isEqualTo(mean);
      assertThat(made.targetSpread(0)).isCloseTo(deviation, within(1e-9));
      assertThat(parts[0].preparation().orElseThrow().targetCentre(0)).isZero();
      assertThat(parts[0].preparation().orElseThrow().targetSpread(0)).isEqualTo(1);
    }
    assertThat(after.fingerprint()).isNotEqualTo(before.fingerprint());
  }

  @Test
  void classesAreNotScaled() {
    assertThat(
            new CsvSpec("a.csv", "y", Task.CLASSIFICATION, null, null, null, null).targetScaling())
        .isEqualTo(TargetScaling.NONE);
    assertThat(new CsvSpec("a.csv", "y", Task.REGRESSION, null, null, null, null).targetScaling())
        .isEqualTo(TargetScaling.STANDARDIZE);
    assertThatThrownBy(
            () ->
                new CsvSpec(
                    "a.csv", "y", Task.CLASSIFICATION, null, null, null, TargetScaling.STANDARDIZE))
        .hasMessageContaining("target_scaling is standardize, expected none");
  }
}
