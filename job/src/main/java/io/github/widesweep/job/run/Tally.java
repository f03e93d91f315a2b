package io.github.widesweep.job.run;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/** What the tasks of an invocation have done so far, and where. */
public final class Tally {
  private final AtomicLong networks = new AtomicLong();
  private final AtomicLong runs = new AtomicLong();
  private final Set<String> hosts = new ConcurrentSkipListSet<>();
  private final Set<String> blas = new ConcurrentSkipListSet<>();

  void addNetworks(Report<?> report) {
    add(report, networks);
  }

  void addRuns(Report<?> report) {
    add(report, runs);
  }

  private void add(Report<?> report, AtomicLong counter) {
    counter.addAndGet(report.results().size());
    hosts.add(report.host());
    blas.add(report.blas());
  }

  long networks() {
    return networks.get();
  }

  long runs() {
    return runs.get();
  }

  List<String> hosts() {
    return List.copyOf(hosts);
  }

  List<String> blas() {
    return List.copyOf(blas);
  }
}
