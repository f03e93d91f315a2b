package io.github.widesweep.job.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Damages to inputs, drawn by a seeded generator. A <em>wrong</em> input cannot be read as anything
 * valid, whatever else it holds; other damage may leave an input valid.
 */
final class Mutations {
  /**
   * An input.
   *
   * @param what the kind of damage
   * @param bytes the file
   * @param wrong whether it must be refused
   */
  record Input(String what, byte[] bytes, boolean wrong) {}

  private static final List<String> VALUES =
      List.of(
          "0",
          "-1",
          "-0.0",
          "1e308",
          "-1e308",
          "1e-320",
          "1e999",
          "NaN",
          ".nan",
          ".inf",
          "-.inf",
          "null",
          "~",
          "true",
          "no",
          "0x10",
          "010",
          "1_000",
          "1:30",
          "2147483647",
          "2147483648",
          "9223372036854775808",
          "9".repeat(50),
          "\"\"",
          "''",
          "[]",
          "{}",
          "[[[[",
          "]]",
          "}{",
          "&a",
          "*a",
          "!!java.net.URL [\"http://localhost\"]",
          "!!binary x",
          "<<: *a",
          "? x",
          "- -",
          "--- a",
          "...",
          "%YAML 9",
          "@",
          "`",
          "|",
          ">",
          "\t",
          "\0",
          "\uFEFF",
          "\u2028",
          "é",
          "\uD83D\uDE00",
          "x".repeat(70_000),
          "[".repeat(3_000),
          "{a: ".repeat(3_000),
          "/dev/zero",
          "a: b: c",
          "width",
          "W1",
          "2",
          "0.5",
          "1e-3");

  /** Fields of the small sweep and values that none of them can have. */
  private static final List<String> NEVER =
      List.of(
          "samples: 100>samples: 1",
          "samples: 100>samples: 0.5",
          "samples: 100>samples: ten",
          "samples: 100>samples: 2147483647",
          "features: 5>features: 0",
          "features: 5>features: -3",
          "features: 5>features: [5]",
          "outputs: 2>outputs: 0",
          "teacher_width: 6>teacher_width: 0",
          "teacher_width: 6>teacher_width: 6.5",
          "teacher_width: 6>teacher_width: 2147483647",
          "source: synthetic>source: Synthetic",
          "source: synthetic>source: 3",
          "source: synthetic>sauce: synthetic",
          "seed: 7>seed: 7.5",
          "seed: 7>seed: seven",
          "seed: 7>seed: 9223372036854775808",
          "seed: 7>",
          "name: small>name: ''",
          "name: small>name: [small]",
          "name: small>",
          "[width, 4]>[4]",
          "[width, 4]>[]",
          "[width, 4]>[width, 0]",
          "[width, 4]>[width, -4]",
          "[width, 4]>[width, 1e1]",
          "[width, 4]>[Width, 4]",
          "[width, 4]>width",
          "relu>softmax",
          "relu>Relu",
          "relu>2",
          "epochs: 2>epochs: -1",
          "epochs: 2>epochs: 1.5",
          "epochs: 2>epochs: true",
          "batch_size: 16>batch_size: 0",
          "batch_size: 16>batch_size: 16, learning_rate: 0",
          "batch_size: 16>batch_size: 16, learning_rate: .nan",
          "batch_size: 16>batch_size: 16, beta1: 1",
          "batch_size: 16>batch_size: 16, momentum: 1",
          "[6, 12]>[6, 6]",
          "[6, 12]>[]",
          "[6, 12]>[0]",
          "[6, 12]>[-6]",
          "[6, 12]>[6.5]",
          "[6, 12]>6",
          "[6, 12]>[2000000000]",
          "[6, 12]>{from: 9, to: 6, step: 1}",
          "[6, 12]>{from: 1, to: 2147483647, step: 1}",
          "[6, 12]>{from: 1, to: 9}",
          "[6, 12]>{from: 1, to: 2147483647, step: 1000000}",
          "networks: 2>networks: 0",
          "networks: 2>networks: 99999999",
          "draws: 2>draws: 0",
          "draws: 2>draws: 2147483647",
          "draws: 2>draws: two",
          "[W1, B1]>[W1, W1]",
          "[W1, B1]>[]",
          "[W1, B1]>[W9]",
          "[W1, B1]>[B3]",
          "[W1, B1]>[w1]",
          "[W1, B1]>[W1+B1]",
          "[W1, B1]>[1]",
          "[0.3]>[0]",
          "[0.3]>[1]",
          "[0.3]>[0.3, 0.3]",
          "[0.3]>[-0.3]",
          "[0.3]>[.nan]",
          "[0.3]>[]",
          "[2]>[0]",
          "[2]>[2.5]",
          "[2]>[2, 2]",
          "[0.9]>[0]",
          "[0.9]>[1]",
          "[0.9]>[1.5]",
          "[0.9]>['0.9']",
          "[exact, static]>[exact, exact]",
          "[exact, static]>[exakt]",
          "[exact, static]>[refresh: 0]",
          "[exact, static]>[refresh: 2]",
          "grid:>grad:",
          "grid:>grid: {}\ngrid:",
          "seed: 7>seed: 7\n---",
          "seed: 7>seed: 7\nseed: 7",
          "seed: 7>\tseed: 7");

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.+-]+");

  private final SplittableRandom random;

  Mutations(long seed) {
    this.random = new SplittableRandom(seed);
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A spec: the small sweep, damaged. */
  Input spec(String yaml) {
    switch (random.nextInt(3)) {
      case 0 -> {
        String[] change = pick(NEVER).split(">", 2);
        return new Input(
            "a wrong value: " + change[1], bytes(yaml.replace(change[0], change[1])), true);
      }
      case 1 -> {
        List<MatchResult> tokens = TOKEN.matcher(yaml).results().toList();
        MatchResult token = pick(tokens);
        String value = pick(VALUES);
        String text = yaml.substring(0, token.start()) + value + yaml.substring(token.end());
        return new Input("a value replaced", bytes(text), false);
      }
      default -> {
        return random.nextBoolean()
            ? new Input("lines", bytes(lines(yaml)), false)
            : new Input("bytes", damaged(bytes(yaml)), false);
      }
    }
  }

  /** A CSV file of numbers under a header, damaged; packed now and then. */
  Input csv(String text, boolean packed) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    int at = 1 + random.nextInt(lines.size() - 1);
    String[] cells = lines.get(at).split(",", -1);
    int cell = random.nextInt(cells.length);
    String what;
    boolean wrong = true;
    byte[] bytes = null;
    switch (random.nextInt(6)) {
      case 0 -> {
        what = "a cell that is no number";
        cells[cell] =
            pick(
                List.of(
                    "", " ", "x", "NaN", "inf", "1e999", "0x1p3", "1,5", "1_0", "--1", "\u0000"));
        lines.set(at, String.join(",", cells));
      }
      case 1 -> {
        what = "a cell less";
        lines.set(at, String.join(",", Arrays.copyOf(cells, cells.length - 1)));
      }
      case 2 -> {
        what = "a quote that does not end";
        cells[cell] = '"' + cells[cell];
        lines.set(at, String.join(",", cells));
      }
      case 3 -> {
        what = "no target";
        lines.set(0, lines.get(0).replace("price", pick(List.of("prize", "", "Price", "x1"))));
      }
      case 4 -> {
        what = "lines";
        wrong = false;
        lines = new ArrayList<>(lines(text).lines().toList());
      }
      default -> {
        what = "bytes";
        wrong = false;
        bytes = damaged(bytes(text));
      }
    }
    bytes = bytes == null ? bytes(String.join("\n", lines) + "\n") : bytes;
    if (!packed) {
      return new Input(what, bytes, wrong);
    }
    byte[] gzip = gzip(bytes);
    // Its last eight bytes are a checksum and the length: without them a file is not whole.
    return random.nextInt(3) == 0
        ? new Input("a packed file cut", Arrays.copyOf(gzip, random.nextInt(gzip.length)), true)
        : new Input(what + ", packed", gzip, wrong);
  }

  /** A safetensors file, damaged. */
  Input network(byte[] file) {
    int header = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    int start = Long.BYTES + header;
    byte[] bytes = file.clone();
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (random.nextInt(6)) {
      case 0 -> {
        return new Input("cut", Arrays.copyOf(bytes, random.nextInt(bytes.length)), true);
      }
      case 1 -> {
        return new Input(
            "longer", Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(99)), true);
      }
      case 2 -> {
        buffer.putLong(
            0,
            pick(
                List.of(
                    0L,
                    1L,
                    -1L,
                    (long) header - 1,
                    (long) header + 1,
                    Long.MAX_VALUE,
                    Long.MIN_VALUE,
                    1L << 31,
                    1L << 32)));
        return new Input("the header's length", bytes, true);
      }
      case 3 -> {
        int at = start + Double.BYTES * random.nextInt((bytes.length - start) / Double.BYTES);
        buffer.putDouble(at, pick(List.of(Double.NaN, Double.POSITIVE_INFINITY)));
        return new Input("a number that is none", bytes, true);
      }
      case 4 -> {
        // A digit of a shape or of an offset: sizes no longer agree.
        String text = new String(bytes, Long.BYTES, header, StandardCharsets.UTF_8);
        int from = text.indexOf(random.nextBoolean() ? "\"shape\":[" : "\"data_offsets\":[") + 9;
        int at = from;
        while (!Character.isDigit(text.charAt(at))) {
          at++;
        }
        bytes[Long.BYTES + at] = (byte) (text.charAt(at) == '9' ? '1' : text.charAt(at) + 1);
        return new Input("a size", bytes, true);
      }
      default -> {
        int at = Long.BYTES + random.nextInt(header);
        bytes[at] = (byte) random.nextInt(256);
        return new Input("a byte of the header", bytes, false);
      }
    }
  }

  /** Lines left out, doubled, exchanged or indented. */
  private String lines(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(lines.size());
      int other = random.nextInt(lines.size());
      switch (random.nextInt(4)) {
        case 0 -> lines.add(at, lines.get(other));
        case 1 -> lines.set(at, lines.set(other, lines.get(at)));
        case 2 -> lines.set(at, " ".repeat(1 + random.nextInt(3)) + lines.get(at));
        default -> {
          if (lines.size() > 1) {
            lines.remove(at);
          }
        }
      }
    }
    return String.join(pick(List.of("\n", "\r\n", "\r")), lines);
  }

  /** Bytes changed, left out or put in; or the rest cut. */
  private byte[] damaged(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    double part = pick(List.of(0.0005, 0.005, 0.05));
    int end = random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length;
    for (int i = 0; i < end; i++) {
      if (random.nextDouble() >= part) {
        out.write(bytes[i]);
        continue;
      }
      int value =
          random.nextBoolean() ? random.nextInt(256) : pick(bytes("[]{}:-,\"'*&!|>#%@\\ \n\tx0.~"));
      out.write(value);
      if (random.nextBoolean()) {
        out.write(bytes[i]);
      }
    }
    return out.toByteArray();
  }

  private int pick(byte[] values) {
    return values[random.nextInt(values.length)];
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
