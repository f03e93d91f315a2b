package io.github.widesweep.sweep.grid;

import static io.github.widesweep.InvalidValueException.require;

import java.io.Serializable;

/**
 * A cell that is wanted of a grid, and how much of it: a command that decides on its way what to do
 * next asks for some cells only, or for fewer networks and draws than there could be.
 *
 * @param cell the cell, {@link Cell#id()}
 * @param networks its networks, those of the least numbers; at least 1
 * @param draws draws of each, those of the least numbers; at least 1, and 1 where draws do not
 *     differ
 */
public record Asked(String cell, int networks, int draws) implements Serializable {
  public Asked {
    require(networks >= 1, "networks", networks, "at least 1");
    require(draws >= 1, "draws", draws, "at least 1");
  }
}
