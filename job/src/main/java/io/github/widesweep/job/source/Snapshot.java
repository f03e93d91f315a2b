package io.github.widesweep.job.source;

import io.github.widesweep.UserException;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Samples;
import io.github.widesweep.data.TableSpec;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Weights;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.io.MatrixFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.ojalgo.matrix.store.R064Store;

/**
 * The samples of a table as a sweep took them, split and scaled, in a file of its output: {@code
 * data/samples-HASH.safetensors} with matrices {@code train.inputs}, {@code train.targets}, {@code
 * test.inputs} and {@code test.targets}, a row a sample.
 */
final class Snapshot {
  private static final int HASH_DIGITS = 16;
  private static final String INPUTS = ".inputs";
  private static final String TARGETS = ".targets";

  private Snapshot() {}

  private static Path path(Output output, String content) {
    return output.resolve(
        "data/samples-%s.safetensors".formatted(content.substring(0, HASH_DIGITS)));
  }

  /** Keeps samples, if they are not kept yet: what is there once is never changed. */
  static void write(Output output, Dataset data) {
    Path file = path(output, data.fingerprint());
    Map<String, R064Store> matrices = new HashMap<>();
    put("train", data.train(), matrices);
    put("test", data.test(), matrices);
    try {
      if (!output.fs().exists(file)) {
        Weights.writeNew(output.fs(), file, MatrixFile.write(matrices));
      }
    } catch (IOException e) {
      throw new UserException(
          "output %s: %s; expected a directory that can be written"
              .formatted(output.root(), Messages.oneLine(e)),
          e);
    }
  }

  /** Whether they are kept. */
  static boolean isThere(Output output, TableSpec spec) {
    try {
      return output.fs().exists(path(output, spec.content()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + output.root(), e);
    }
  }

  private static void put(String part, Samples samples, Map<String, R064Store> matrices) {
    matrices.put(part + INPUTS, samples.inputs());
    if (samples.hasTargets()) {
      matrices.put(part + TARGETS, samples.targets());
    }
  }

  /**
   * The samples that an output keeps.
   *
   * @param spec with the fingerprint of what was read
   * @throws UserException if they are not there, or not what they were
   */
  static Dataset read(Output output, TableSpec spec) {
    Path file = path(output, spec.content());
    try (FSDataInputStream in = output.fs().open(file)) {
      Map<String, R064Store> matrices = MatrixFile.read(in.readAllBytes());
      Dataset data = Dataset.of(spec, samples("train", matrices), samples("test", matrices));
      if (data.fingerprint().equals(spec.content())) {
        return data;
      }
    } catch (IOException | RuntimeException e) {
      throw damaged(file, Messages.oneLine(e), e);
    }
    throw damaged(file, "holds other numbers", null);
  }

  private static UserException damaged(Path file, String problem, Exception cause) {
    return new UserException(
        "%s: %s; expected the samples that the sweep began with: restore the file, or remove it and"
                .formatted(file, problem)
            + " run again with the source in place",
        cause);
  }

  private static Samples samples(String part, Map<String, R064Store> matrices) {
    R064Store inputs = matrices.get(part + INPUTS);
    R064Store targets = matrices.get(part + TARGETS);
    return new Samples(
        inputs, targets == null ? LinearAlgebra.zeros(inputs.getRowDim(), 0) : targets);
  }
}
