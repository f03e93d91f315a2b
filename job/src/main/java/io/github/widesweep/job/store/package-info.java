/** The directory of a sweep: waves of tables, weights, provenance, leases, what is done. */
package io.github.widesweep.job.store;
