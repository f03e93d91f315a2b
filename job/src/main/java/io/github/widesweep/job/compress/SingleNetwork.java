package io.github.widesweep.job.compress;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.bound.SampleBounds;
import io.github.widesweep.bound.SampleCertificate;
import io.github.widesweep.compression.Compression;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Stack;
import io.github.widesweep.compression.Uniforms;
import io.github.widesweep.data.Shuffle;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ojalgo.matrix.store.R064Store;

/**
 * One network and samples of somebody's, compressed once or until an error is met. The same seed
 * gives the same network.
 */
public final class SingleNetwork {
  /** Keep probabilities that a search tries lie this far apart. */
  private static final int STEPS = 100;

  /** Most quantization levels that a search tries: 16 bits. */
  private static final int MOST_LEVELS = 1 << 15;

  private final Network network;
  private final UnaryOperator<Network> rounding;
  private final CompressRequest request;
  private final R064Store heldOut;
  private final R064Store heldOutOutputs;
  private final Compressor compressor;

  /** Null until it is needed. */
  private SampleBounds bounds;

  /**
   * @param rounding what writing a network to a file makes of it
   * @param samples samples x inputs
   */
  public SingleNetwork(
      Network network,
      UnaryOperator<Network> rounding,
      R064Store samples,
      CompressRequest request) {
    int count = samples.getRowDim();
    int calibration = count - (int) Math.ceil(request.heldOut() * count);
    require(
        calibration >= 1,
        "samples",
        count + " of them",
        "at least two, one to calibrate with and one to hold out");
    this.network = network;
    this.rounding = rounding;
    this.request = request;
    int[] order = IntStream.range(0, count).toArray();
    Shuffle.inPlace(order, Seeds.generator(request.seed(), "held out"));
    this.heldOut = rows(samples, Arrays.copyOfRange(order, calibration, count));
    this.heldOutOutputs = network.outputs(heldOut);
    this.compressor =
        Compressor.of(network, rows(samples, Arrays.copyOf(order, calibration)), request.target());
  }

  private static R064Store rows(R064Store matrix, int[] rows) {
    R064Store chosen = LinearAlgebra.zeros(rows.length, matrix.getColDim());
    int all = matrix.getRowDim();
    for (int j = 0; j < matrix.getColDim(); j++) {
      for (int i = 0; i < rows.length; i++) {
        chosen.data[j * rows.length + i] = matrix.data[j * all + rows[i]];
      }
    }
    return chosen;
  }

  /** Samples that are held out. */
  public int heldOut() {
    return heldOut.getRowDim();
  }

  /**
   * Compresses with the request's scheme, or where an error is asked for with the sparsest (the
   * fewest levels) that meets it. The search halves: it takes errors to grow with sparsity, as they
   * do but for the noise of draws, and what it returns was measured, or is guaranteed.
   *
   * @return empty if nothing meets the error
   */
  public Optional<Compressed> compress() {
    if (request.error().isEmpty()) {
      return Optional.of(compress(request.scheme()));
    }
    boolean prunes = request.scheme() instanceof Scheme.Prune;
    int least = 1;
    int most = prunes ? STEPS - 1 : MOST_LEVELS;
    Optional<Compressed> best = Optional.empty();
    while (least <= most) {
      int middle = (least + most) >>> 1;
      Scheme scheme =
          prunes ? new Scheme.Prune((double) middle / STEPS) : new Scheme.Quantize(middle);
      Optional<Compressed> tried = within(scheme, request.error().getAsDouble());
      if (tried.isPresent()) {
        best = tried;
        most = middle - 1;
      } else {
        least = middle + 1;
      }
    }
    return best;
  }

  private Optional<Compressed> within(Scheme scheme, double error) {
    if (request.isGuaranteed() && request.method().random() && !(ofDraws(scheme) <= error)) {
      return Optional.empty();
    }
    Compressed compressed = compress(scheme);
    Compressed.Errors errors = compressed.errors();
    return (request.isGuaranteed() ? errors.guaranteed() : errors.heldOut()) <= error
        ? Optional.of(compressed)
        : Optional.empty();
  }

  private Compressed compress(Scheme scheme) {
    CompressionSpec spec = request.compression(scheme);
    int draws = request.method().random() ? request.draws() : 1;
    Compression best = null;
    int bestDraw = -1;
    double least = Double.NaN;
    for (int draw = 0; draw < draws; draw++) {
      Compression compression =
          compressor.compress(spec, Stack.single(), List.of(uniforms(draw))).get(0);
      Compression rounded =
          new Compression(rounding.apply(compression.network()), compression.layers());
      double error = compressor.errorsSq(Stack.single(), List.of(rounded)).get(0).outputs();
      if (best == null || error < least) {
        best = rounded;
        bestDraw = draw;
        least = error;
      }
    }
    double guaranteed = Double.NaN;
    if (request.isGuaranteed()) {
      guaranteed =
          request.method().random()
              ? ofDraws(scheme)
              : value(bounds().ofOutcome(spec, best.last().psi()));
    }
    return new Compressed(
        scheme, best.network(), best.layers(), bestDraw, errors(best.network(), least, guaranteed));
  }

  /** The bound of the expected error of draws; NaN if none is known. */
  private double ofDraws(Scheme scheme) {
    CompressionSpec spec = request.compression(scheme);
    return value(bounds().certificate(spec, compressor.plans(spec)));
  }

  private static double value(Optional<SampleCertificate> certificate) {
    return certificate.map(known -> known.outputError().value()).orElse(Double.NaN);
  }

  private SampleBounds bounds() {
    if (bounds == null) {
      bounds = SampleBounds.of(network, NetworkConstants.of(network), compressor.first());
    }
    return bounds;
  }

  private Uniforms uniforms(int draw) {
    return (layer, units) -> {
      RandomGenerator stream = Seeds.generator(request.seed(), "compress", draw, layer);
      double[] uniforms = new double[units];
      Arrays.setAll(uniforms, i -> stream.nextDouble());
      return uniforms;
    };
  }

  private Compressed.Errors errors(Network compressed, double calibration, double guaranteed) {
    R064Store outputs = compressed.outputs(heldOut);
    double distance = LinearAlgebra.meanSquaredDistance(heldOutOutputs, outputs);
    double length = LinearAlgebra.meanSquaredLength(heldOutOutputs);
    int[] dense = largest(heldOutOutputs);
    int[] now = largest(outputs);
    long same = IntStream.range(0, dense.length).filter(i -> dense[i] == now[i]).count();
    return new Compressed.Errors(
        calibration,
        guaranteed,
        distance,
        length == 0 ? Double.NaN : distance / length,
        (double) same / dense.length);
  }

  /** The place of each row's largest number, the first of equals. */
  private static int[] largest(R064Store outputs) {
    int[] places = new int[outputs.getRowDim()];
    for (int i = 0; i < places.length; i++) {
      for (int j = 1; j < outputs.getColDim(); j++) {
        boolean larger = outputs.doubleValue(i, j) > outputs.doubleValue(i, places[i]);
        places[i] = larger ? j : places[i];
      }
    }
    return places;
  }

  /** The dense network. */
  public Network network() {
    return network;
  }
}
