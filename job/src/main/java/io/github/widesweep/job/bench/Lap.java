package io.github.widesweep.job.bench;

/**
 * What a sweep took once.
 *
 * @param by who did it
 * @param seconds from the beginning of the first piece of work to the end of the last
 * @param busySeconds seconds that cores were at work, all cores together
 * @param processorSeconds seconds that a processor gave to the threads of the work: unlike the
 *     others hardly changed by what else the machine does
 * @param wholeSeconds with what comes before and after: for Spark, the lease, provenance, the
 *     summary
 */
public record Lap(
    By by, double seconds, double busySeconds, double processorSeconds, double wholeSeconds) {
  /** Who does a sweep. */
  public enum By {
    PLAIN_LOOP("plain loop"),
    SPARK("Spark");

    private final String label;

    By(String label) {
      this.label = label;
    }

    /** Its name in the table. */
    public String label() {
      return label;
    }
  }

  /** Part of the cores' time in which they were at work, from 0 to 1. */
  public double busy(int cores) {
    return busySeconds / (cores * seconds);
  }
}
