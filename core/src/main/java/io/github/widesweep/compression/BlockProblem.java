package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LayerStack;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import org.ojalgo.matrix.store.R064Store;

/**
 * A layer in B, which is looked at through the layer that follows: {@code Psi(U) = mean_s |V phi(W
 * z_s) - V phi(U zh_s)|^2}, {@code V = W_{l+1}}, which is not touched (Propositions 21 to 23, 25).
 */
public final class BlockProblem extends LayerProblem {
  private final Layer next;

  BlockProblem(Network network, int number, Activations dense, Activations inputs) {
    super(network.layer(number), number, dense, inputs);
    this.next = network.layer(number + 1);
    require(
        layer().radius() == Double.POSITIVE_INFINITY,
        "target",
        "B" + number,
        "layers in B that do not project their own activations: Propositions 21, 22 and 25 do not"
            + " cover them");
  }

  @Override
  public Role role() {
    return Role.BLOCK;
  }

  /** The layer looked through, {@code l + 1}. */
  public Layer next() {
    return next;
  }

  /**
   * The layer looked through, which must be dense.
   *
   * @throws io.github.widesweep.InvalidValueException as {@link #requireDense()}
   */
  public Dense requireDenseNext() {
    return requireDense(number() + 1, next);
  }

  /** {@code phi_l(W_l zh)}: the layer's activations at its dense weights. */
  public Activations activations() {
    return shared("activations", () -> inputs().after(List.of(layer())));
  }

  /** {@code W_l zh + b} at the dense weights, samples x outputs; not to be changed. */
  public R064Store preactivations() {
    return shared("preactivations", () -> layer().preactivations(inputs().all()));
  }

  /** {@code V phi(W_l zh) - V phi(W_l z)} at the dense weights, samples x outputs of next. */
  public R064Store residual() {
    R064Store residual = LinearAlgebra.zeros(inputs().samples(), next.outputs());
    if (!startsDense()) {
      R064Store watched = watched();
      activations()
          .forEachBlock(
              next.outputs(),
              (from, rows) ->
                  LinearAlgebra.copyRows(
                      next.preactivations(rows), 0, residual, from, rows.getRowDim()));
      for (int i = 0; i < residual.data.length; i++) {
        residual.data[i] -= watched.data[i];
      }
    }
    return residual;
  }

  @Override
  public double[] psi(List<? extends Layer> candidates) {
    LayerStack stack = LayerStack.of(candidates);
    R064Store watched = watched();
    double[] sums = new double[stack.size()];
    inputs()
        .forEachBlock(
            (long) stack.size() * Math.max(layer().outputs(), next.outputs()),
            (from, rows) -> {
              R064Store outputs = next.preactivations(stack.activateInPlace(stack.spread(rows)));
              LinearAlgebra.addSquaredDistances(
                  outputs, LinearAlgebra.rows(watched, from, rows.getRowDim()), sums);
            });
    return LinearAlgebra.divided(sums, inputs().samples());
  }

  @Override
  double computeWatchedEnergy() {
    return energy(next, startsDense() ? activations() : dense().after(List.of(layer())));
  }

  @Override
  public boolean unitsEnterLinearly() {
    Activation activation = layer().activation();
    return layer().bias().isEmpty()
        && (activation == Activation.IDENTITY || activation == Activation.RELU);
  }

  @Override
  R064Store computeUnitGram() {
    return gramOfContributions(next, activations(), layer().outputUnits());
  }

  /**
   * {@code phi'(a)} at the dense weights, {@code a} the {@link #preactivations}, samples x outputs;
   * not to be changed. Where an activation has no derivative it is 0.
   */
  public R064Store slopes() {
    return shared(
        "slopes",
        () -> {
          R064Store slopes = LinearAlgebra.zeros(inputs().samples(), layer().outputs());
          Arrays.fill(slopes.data, 1);
          layer()
              .activation()
              .multiplyByDerivative(preactivations().data, activations().all().data, slopes.data);
          return slopes;
        });
  }

  /**
   * What the layer that follows is given of each unit for a change of its factor, divided by that
   * change, which tends to 0: {@code phi'(a) (a - b)}, samples x outputs, {@code b} being the
   * biases. The {@link #activations} where {@link #unitsEnterLinearly}.
   */
  public Activations unitSlopes() {
    if (unitsEnterLinearly()) {
      return activations();
    }
    return shared(
        "slopes by unit",
        () -> {
          R064Store products = preactivations().copy();
          layer()
              .bias()
              .ifPresent(
                  bias ->
                      LinearAlgebra.addToUnits(
                          products, Arrays.stream(bias).map(b -> -b).toArray()));
          double[] slopes = slopes().data;
          for (int e = 0; e < slopes.length; e++) {
            products.data[e] *= slopes[e];
          }
          return Activations.of(products);
        });
  }

  /** {@link #unitGram} to first order, of {@link #unitSlopes}; the same where that is exact. */
  public R064Store unitGramToFirstOrder() {
    return unitsEnterLinearly()
        ? unitGram()
        : shared(
            "unit Gram matrix to first order",
            () -> gramOfContributions(next, unitSlopes(), layer().outputUnits()));
  }

  /** {@code V phi(W_l z)}, samples x outputs of next. */
  private R064Store watched() {
    return shared(
        "watched",
        () -> {
          R064Store watched = LinearAlgebra.zeros(inputs().samples(), next.outputs());
          dense()
              .forEachBlock(
                  Math.max(layer().outputs(), next.outputs()),
                  (from, rows) ->
                      LinearAlgebra.copyRows(
                          next.preactivations(layer().forward(rows)),
                          0,
                          watched,
                          from,
                          rows.getRowDim()));
          return watched;
        });
  }
}
