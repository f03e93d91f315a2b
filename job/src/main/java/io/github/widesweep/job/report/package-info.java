/**
 * One page about a sweep: charts, tables and provenance, from an output's tables and views alone.
 */
package io.github.widesweep.job.report;
