/** The sweep as a Spark job: planning, tasks, progress. */
package io.github.widesweep.job.run;
