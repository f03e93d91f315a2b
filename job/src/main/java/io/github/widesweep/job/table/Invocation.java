package io.github.widesweep.job.table;

import io.github.widesweep.job.Sweep;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.grid.Asked;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One invocation of {@code run}, at its start or at its end.
 *
 * @param start how it started
 * @param sweep what it was asked to do
 * @param asked what it asked for of the sweep's grid until now; empty for all of it
 * @param costRates rates of this machine, see {@link Rates}; empty until it knows them
 * @param end how it ended; empty before
 */
public record Invocation(
    Start start,
    Sweep sweep,
    Optional<List<Asked>> asked,
    List<Double> costRates,
    Optional<End> end) {
  /**
   * How an invocation started.
   *
   * @param id its name
   * @param sparkVersion Spark's version
   * @param master Spark's master
   * @param time when
   */
  record Start(String id, String sparkVersion, String master, Instant time) {}

  /**
   * How it ended.
   *
   * @param time when
   * @param blas BLAS implementations of the tasks
   * @param hosts hosts of the tasks
   * @param networks networks trained
   * @param runs runs done
   * @param exitStatus the exit code
   */
  record End(
      Instant time,
      List<String> blas,
      List<String> hosts,
      long networks,
      long runs,
      int exitStatus) {}

  /** An invocation that begins now, with all of its sweep to do. */
  public static Invocation started(String id, Sweep sweep, String sparkVersion, String master) {
    Start start = new Start(id, sparkVersion, master, Instant.now());
    return new Invocation(start, sweep, Optional.empty(), List.of(), Optional.empty());
  }

  /** This invocation when it asks for something else of the grid. */
  public Invocation asking(Optional<List<Asked>> now) {
    return new Invocation(start, sweep, now, costRates, end);
  }

  /** This invocation when it knows what work takes. */
  public Invocation measuring(Rates now) {
    return new Invocation(start, sweep, asked, now.seconds(), end);
  }

  /** This invocation at its end. */
  public Invocation ended(
      List<String> blas,
      List<String> hosts,
      long networks,
      long runs,
      Rates rates,
      int exitStatus) {
    End now = new End(Instant.now(), blas, hosts, networks, runs, exitStatus);
    return new Invocation(start, sweep, asked, rates.seconds(), Optional.of(now));
  }

  /** Its name. */
  public String id() {
    return start.id();
  }

  public boolean finished() {
    return end.isPresent();
  }

  /** Something of its end, or what stands for it before. */
  <T> T atEnd(Function<End, T> value, T before) {
    return end.map(value).orElse(before);
  }
}
