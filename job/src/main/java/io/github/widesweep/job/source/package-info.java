/** What a spec names outside of itself: files of networks, tables of samples. */
package io.github.widesweep.job.source;
