package io.github.widesweep.job.cli;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.data.SampleFile;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Versions;
import io.github.widesweep.job.compress.CompressReport;
import io.github.widesweep.job.compress.CompressRequest;
import io.github.widesweep.job.compress.CompressRequest.Assurance;
import io.github.widesweep.job.compress.Compressed;
import io.github.widesweep.job.compress.LayerNames;
import io.github.widesweep.job.compress.SingleNetwork;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.store.NewFile;
import io.github.widesweep.job.store.UserFile;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.NetworkFile;
import io.github.widesweep.network.io.TensorFormat;
import io.github.widesweep.sweep.spec.MethodSpec;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.ojalgo.matrix.store.R064Store;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "compress",
    mixinStandardHelpOptions = true,
    description =
        "Compresses one network of yours and says what it did to its layers and its outputs. Reads"
            + " and writes safetensors, NumPy's npz and ONNX; what is not compressed is written as"
            + " it was, to the bit.")
public final class CompressCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "NETWORK",
      description = "File of the network: .safetensors, .npz or .onnx.")
  private String file;

  @Option(
      names = "--layers",
      paramLabel = "NAMES",
      description =
          "Its layers from input to output, where the file does not describe them:"
              + " WEIGHT[+BIAS][:ACTIVATION][:inputs_first], with commas between layers. Weights"
              + " are [outputs, inputs] unless inputs_first is said.")
  private String layers;

  @Option(
      names = "--samples",
      required = true,
      paramLabel = "FILE",
      description = "CSV of the network's inputs, one sample a line, scaled as the network wants.")
  private String samples;

  @Option(
      names = "--drop",
      paramLabel = "COLUMNS",
      split = ",",
      description =
          "Columns of the samples that are no inputs, such as a label: names or numbers from 1,"
              + " separated by commas.")
  private List<String> dropped = List.of();

  @Option(
      names = "--target",
      required = true,
      paramLabel = "TARGET",
      description = "Compressed layers with their roles, such as W2, B1 or W1+W2.")
  private String target;

  @Option(
      names = "--unit",
      paramLabel = "weight|neuron",
      defaultValue = "WEIGHT",
      description = "What is offered to one draw. Default: weight.")
  private Unit unit;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "greedy",
      description =
          "A method as specs write it: greedy, obs, '{walk: {lambda: 0.5}}'. Default: greedy.")
  private String method;

  @Option(
      names = "--alpha",
      paramLabel = "A",
      defaultValue = "0.9",
      description = "Fraction of units offered, in (0,1). Default: ${DEFAULT-VALUE}.")
  private double alpha;

  @ArgGroup(multiplicity = "1")
  private HowMuch howMuch;

  @Option(
      names = "--guaranteed",
      description =
          "Adds a bound of the error over the calibration samples, in expectation over the draws"
              + " where the method is random; --error is about it then.")
  private boolean guaranteed;

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Draws of a random method; that of least error on the calibration samples is taken."
              + " Default: ${DEFAULT-VALUE}.")
  private int draws;

  @Option(
      names = "--held-out",
      paramLabel = "F",
      defaultValue = "0.2",
      description = "Fraction of the samples held out to measure on. Default: ${DEFAULT-VALUE}.")
  private double heldOut;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of the draws, and of which samples are held out. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "File to write, which must not exist: .safetensors, .npz or .onnx. In the format that"
              + " NETWORK came in, names and other contents are kept. Default: nothing is written.")
  private String output;

  @Spec private CommandSpec command;

  /** One of the three. */
  private static final class HowMuch {
    @Option(names = "--keep", paramLabel = "P", description = "Keep probability, in (0,1).")
    private Double keep;

    @Option(names = "--levels", paramLabel = "K", description = "Quantization levels.")
    private Integer levels;

    @ArgGroup(exclusive = false)
    private Within within;
  }

  /** A search. */
  private static final class Within {
    @Option(
        names = "--error",
        required = true,
        paramLabel = "E",
        description =
            "The sparsest whose mean squared output error on samples held out is at most E; the"
                + " fewest levels with --quantize.")
    private Double error;

    @Option(names = "--quantize", description = "Search for levels, not for a keep probability.")
    private boolean quantize;
  }

  @Override
  public Integer call() {
    // Before anything else computes: it chooses the BLAS.
    LinearAlgebra.blas();
    CompressRequest request = request();
    Optional<NewFile> target = Optional.ofNullable(output).map(name -> newFile(name));
    NetworkFile read = read();
    Network network = read.network();
    R064Store inputs = SampleFile.read(samples, dropped);
    if (inputs.getColDim() != network.inputs()) {
      throw new UserException(
          "%s: %d columns of inputs, expected the network's %d%s"
              .formatted(
                  samples,
                  inputs.getColDim(),
                  network.inputs(),
                  dropped.isEmpty() ? "; --drop leaves out others, such as a label" : ""));
    }
    SingleNetwork single = new SingleNetwork(network, read::rounded, inputs, request);
    Optional<Compressed> compressed = single.compress();
    if (compressed.isEmpty()) {
      throw new UserException(
          "--error is %s, and no compression of %s by %s %s it"
              .formatted(
                  howMuch.within.error,
                  request.target(),
                  request.method().name(),
                  guaranteed ? "guarantees" : "keeps"));
    }
    PrintWriter out = command.commandLine().getOut();
    out.print(
        CompressReport.text(
            single, request, compressed.get(), layer -> read.numbers(layer).bytes()));
    target.ifPresent(
        file -> {
          file.write(bytes(read, request, compressed.get()));
          out.printf("written: %s%n", Messages.plain(file.path().toString()));
        });
    out.flush();
    return ExitStatus.DONE;
  }

  private NetworkFile read() {
    TensorFormat format = TensorFormat.of(file);
    byte[] bytes = UserFile.bytes(file, Sessions.hadoop());
    try {
      return NetworkFile.read(format, bytes, layers == null ? List.of() : LayerNames.parse(layers));
    } catch (UserException e) {
      throw new UserException(file + ": " + e.getMessage(), e);
    }
  }

  private NewFile newFile(String name) {
    TensorFormat.of(name);
    return NewFile.of(name, Sessions.hadoop());
  }

  private byte[] bytes(NetworkFile read, CompressRequest request, Compressed compressed) {
    TensorFormat format = TensorFormat.of(output);
    Map<String, String> about = about(request, compressed);
    return format == read.format()
        ? read.with(compressed.network(), about)
        : NetworkFile.write(format, read.numbers(), compressed.network(), about);
  }

  /** What the file says about itself, under the names of the columns of runs. */
  private static Map<String, String> about(CompressRequest request, Compressed compressed) {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("widesweep_version", Versions.widesweep());
    about.put("target", request.target().toString());
    about.put("unit", request.unit().name().toLowerCase(Locale.ROOT));
    about.put("method", request.method().name());
    if (compressed.scheme() instanceof Scheme.Prune prune) {
      about.put("keep_probability", String.valueOf(prune.keepProbability()));
    } else {
      about.put("levels", String.valueOf(((Scheme.Quantize) compressed.scheme()).levels()));
    }
    return about;
  }

  private CompressRequest request() {
    try {
      return new CompressRequest(
          Target.parse(target),
          unit,
          MethodSpec.parse(method, alpha, new Ordering.Exact()),
          scheme(),
          howMuch.within == null ? OptionalDouble.empty() : OptionalDouble.of(howMuch.within.error),
          guaranteed ? Assurance.GUARANTEED : Assurance.MEASURED,
          draws,
          heldOut,
          seed);
    } catch (InvalidValueException e) {
      String option =
          switch (e.field()) {
            case "keep_probability" -> "keep";
            case "held_out" -> "held-out";
            default -> e.field();
          };
      throw new UserException(
          "--%s is %s, expected %s".formatted(option, e.value(), e.expected()), e);
    }
  }

  private Scheme scheme() {
    if (howMuch.within != null) {
      return howMuch.within.quantize ? new Scheme.Quantize(1) : new Scheme.Prune(0.5);
    }
    return howMuch.keep != null
        ? new Scheme.Prune(howMuch.keep)
        : new Scheme.Quantize(howMuch.levels);
  }
}
