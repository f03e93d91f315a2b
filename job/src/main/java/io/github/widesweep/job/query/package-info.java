/** Queries of an output's tables and views: what they may do, and how their rows are printed. */
package io.github.widesweep.job.query;
