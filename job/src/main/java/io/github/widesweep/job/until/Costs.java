package io.github.widesweep.job.until;

/**
 * Seconds that more of a cell takes, on the machine that the program's own rates are of: the same
 * everywhere, so that what is decided by them is, too.
 *
 * @param training to train a network
 * @param plan to prepare a network's draws
 * @param draw for one draw
 */
record Costs(double training, double plan, double draw) {
  /** From what there is to what is to be. */
  double seconds(Extent there, Extent wanted) {
    double drawn = (double) there.networks() * (wanted.draws() - there.draws());
    double more = wanted.networks() - there.networks();
    return more * (training + plan + wanted.draws() * draw)
        + (drawn > 0 ? there.networks() * plan + drawn * draw : 0);
  }
}
