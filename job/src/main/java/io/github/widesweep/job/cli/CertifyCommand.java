package io.github.widesweep.job.cli;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import io.github.widesweep.data.Samples;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.certify.CertificateJson;
import io.github.widesweep.job.certify.CertificateReport;
import io.github.widesweep.job.certify.CertificateRequest;
import io.github.widesweep.job.certify.Subject;
import io.github.widesweep.job.cli.options.FormatOption;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.job.store.UserFile;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.io.TensorFormat;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.run.NetworkResult;
import io.github.widesweep.sweep.spec.OwnNetworks;
import io.github.widesweep.sweep.spec.SpecReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "certify",
    mixinStandardHelpOptions = true,
    description =
        "Says what is guaranteed of a compression, from the network's norms and the inputs' radius,"
            + " with --samples from calibration samples too: nothing is compressed. Of a spec, the"
            + " first network of every width is trained, and its squared error over the training"
            + " samples said beside.")
public final class CertifyCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "SPEC|NETWORK",
      description =
          "YAML file of a sweep, or file of a network that says what its layers are: .onnx, or"
              + " .safetensors and .npz as export writes them.")
  private String file;

  @Mixin private CertifyArguments arguments;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Replaces a value of the spec: --set grid.widths=[20]. May be repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Mixin private FormatOption format;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    try {
      return certify(arguments.request());
    } catch (InvalidValueException e) {
      throw arguments.mistake(e);
    }
  }

  private int certify(CertificateRequest request) {
    // Before anything else computes: it chooses the BLAS.
    LinearAlgebra.blas();
    CertificateReport report =
        TensorFormat.find(file).isPresent() ? ofNetwork(request) : ofSpec(request);
    format.print(
        command.commandLine().getOut(),
        out -> out.print(report.text()),
        () -> CertificateJson.of(report));
    return report.failures().isEmpty() ? ExitStatus.DONE : ExitStatus.FAILED_RUNS;
  }

  private CertificateReport ofNetwork(CertificateRequest request) {
    if (arguments.data().isPresent()) {
      return of(request, sweep(arguments.data().get()), List.of(network()), List.of());
    }
    if (!overrides.isEmpty()) {
      throw new UserException("--set is there, expected a spec: %s is a network".formatted(file));
    }
    arguments.requireNoSamples();
    return new CertificateReport(
        request, Double.NaN, List.of(request.certify(network(), Optional.empty())), List.of());
  }

  private Subject network() {
    UserFile.Stored stored = UserFile.network(file, Sessions.hadoop());
    return Subject.stored(file, stored.network(), stored.about());
  }

  private Sweep sweep(String spec) {
    return sources().sweep(SpecReader.readPlaced(Path.of(spec), overrides));
  }

  private CertificateReport ofSpec(CertificateRequest request) {
    if (arguments.data().isPresent()) {
      throw new UserException(
          "--data is there, expected a network's file: %s is a spec".formatted(file));
    }
    Sweep sweep = sweep(file);
    if (sweep.spec().network() instanceof OwnNetworks) {
      return of(request, sweep, own(sweep), List.of());
    }
    sweep.grid().kinds().forEach(kind -> request.requireFits(kind.shape().depth()));
    ChunkRunner runner = new ChunkRunner(sweep.spec(), sweep.data());
    List<Subject> networks = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (NetworkKey key : sweep.grid().networks()) {
      if (key.network() == 0) {
        NetworkResult trained = runner.train(key);
        trained
            .network()
            .ifPresentOrElse(
                network -> networks.add(Subject.trained(key.id(), key.width(), network)),
                () -> failures.add("%s: %s".formatted(key.id(), trained.error())));
      }
    }
    return of(request, sweep, networks, failures);
  }

  private static List<Subject> own(Sweep sweep) {
    return sweep.grid().networks().stream()
        .map(
            key ->
                Subject.stored(
                    Messages.plain(sweep.files().get(key.content())),
                    sources().network(sweep, key),
                    Map.of()))
        .toList();
  }

  private static Sources sources() {
    return Sources.of(Sessions.hadoop(), () -> Sessions.open("certify"));
  }

  private CertificateReport of(
      CertificateRequest request, Sweep sweep, List<Subject> networks, List<String> failures) {
    Samples training = sweep.data().train();
    double longest =
        Math.max(
            LinearAlgebra.longestRow(training.inputs()),
            LinearAlgebra.longestRow(sweep.data().test().inputs()));
    int calibration = Math.min(training.count(), sweep.spec().grid().calibrationSamples());
    CertificateRequest complete = arguments.with(request, longest, calibration);
    return new CertificateReport(
        complete,
        longest,
        networks.stream().map(one -> complete.certify(one, Optional.of(training))).toList(),
        failures);
  }
}
