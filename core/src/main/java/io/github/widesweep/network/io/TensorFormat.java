package io.github.widesweep.network.io;

import io.github.widesweep.UserException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of files that hold networks. */
public enum TensorFormat {
  /** Tensors behind a JSON header; what sweeps store their own networks as. */
  SAFETENSORS,
  /** A zip archive of NumPy arrays, {@code numpy.savez}. */
  NPZ,
  /** A graph of operators, {@code torch.onnx.export} and others. */
  ONNX;

  /** Characters of a message: it is for a person. */
  private static final int MOST_TEXT = 500;

  /** The ending of such files' names, with its dot. */
  public String suffix() {
    return "." + word();
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The format that a file's name says.
   *
   * @throws UserException if its ending is none of them
   */
  public static TensorFormat of(String fileName) {
    return find(fileName)
        .orElseThrow(
            () ->
                new UserException(
                    "%s: its name ends in no known format, expected %s"
                        .formatted(
                            fileName,
                            Arrays.stream(values())
                                .map(TensorFormat::suffix)
                                .collect(Collectors.joining(", ")))));
  }

  /** The format that a file's name says; empty if it is another kind of file. */
  public static Optional<TensorFormat> find(String fileName) {
    return Arrays.stream(values())
        .filter(format -> fileName.toLowerCase(Locale.ROOT).endsWith(format.suffix()))
        .findFirst();
  }

  /** What a reader throws: one line, whatever text of the file it quotes. */
  UserException malformed(String message) {
    String text = message.replaceAll("\\p{Cntrl}", " ");
    String clipped = text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "..." : text;
    return new UserException(word() + ": " + clipped);
  }
}
