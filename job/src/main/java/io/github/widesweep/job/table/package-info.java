/** What the tables hold: columns with their comments and extractors, the summary, the views. */
package io.github.widesweep.job.table;
