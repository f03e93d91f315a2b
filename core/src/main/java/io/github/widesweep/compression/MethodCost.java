package io.github.widesweep.compression;

/**
 * What a method's plan and its draws cost, estimated from the shape of the problem.
 *
 * @param plan what {@link Method#plan} computes
 * @param draw what one {@link LayerPlan#draw} computes
 * @param keptBytes bytes that a plan keeps from one draw to the next
 * @param peakBytes bytes at the peak beside those: what making the plan or a draw holds meanwhile,
 *     and what it asks of all samples at once
 */
public record MethodCost(Work plan, Work draw, long keptBytes, long peakBytes) {
  /** The same of estimates in whole and broken bytes. */
  public static MethodCost of(Work plan, Work draw, double keptBytes, double peakBytes) {
    return new MethodCost(plan, draw, (long) keptBytes, (long) peakBytes);
  }

  /** A method whose draws repeat what the plan has computed. */
  public static MethodCost planned(Work plan, double keptBytes, double peakBytes) {
    return of(plan, Work.NONE, keptBytes, peakBytes);
  }
}
