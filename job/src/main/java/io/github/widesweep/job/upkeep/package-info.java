/** An output after its runs: verified, repaired, compacted, cleaned. */
package io.github.widesweep.job.upkeep;
