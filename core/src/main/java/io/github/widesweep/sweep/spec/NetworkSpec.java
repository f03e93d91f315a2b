package io.github.widesweep.sweep.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The networks of a sweep: trained by it, or brought along by its user, with {@code source}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION, defaultImpl = TrainedNetworks.class)
@JsonSubTypes({@JsonSubTypes.Type(TrainedNetworks.class), @JsonSubTypes.Type(OwnNetworks.class)})
public sealed interface NetworkSpec permits TrainedNetworks, OwnNetworks {
  /** The field that only {@link OwnNetworks} have. */
  String SOURCE = "source";
}
