/** Intervals over trained networks: written once, for SQL, the report and stopping rules. */
package io.github.widesweep.job.statistics;
