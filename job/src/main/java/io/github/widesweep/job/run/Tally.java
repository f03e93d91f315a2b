package io.github.widesweep.job.run;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What an invocation has committed so far, and where it was done. For one thread. */
final class Tally {
  private final Set<String> hosts = new TreeSet<>();
  private final Set<String> blas = new TreeSet<>();
  private long networks;
  private long runs;
  private long failed;

  void addNetworks(List<TrainTask.Trained> trained) {
    networks += trained.size();
    trained.forEach(network -> add(network.place()));
  }

  void addRuns(List<ChunkTask.Measured> measured) {
    for (ChunkTask.Measured chunk : measured) {
      runs += chunk.order().runs();
      failed += chunk.failedRuns();
      add(chunk.place());
    }
  }

  private void add(Place place) {
    hosts.add(place.host());
    blas.add(place.blas());
  }

  long networks() {
    return networks;
  }

  long runs() {
    return runs;
  }

  /** Runs that are not ok. */
  long failed() {
    return failed;
  }

  List<String> hosts() {
    return List.copyOf(hosts);
  }

  List<String> blas() {
    return List.copyOf(blas);
  }
}
