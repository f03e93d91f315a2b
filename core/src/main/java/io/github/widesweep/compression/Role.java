package io.github.widesweep.compression;

/** How a compressed layer is looked at: the sets of (6). */
public enum Role {
  /** In {@code W}: alone, its own output is watched. */
  WIDE("W"),
  /** In {@code B}: through the layer that follows, whose output is watched. */
  BLOCK("B");

  private final String symbol;

  Role(String symbol) {
    this.symbol = symbol;
  }

  /** The paper's letter, {@code W} or {@code B}. */
  public String symbol() {
    return symbol;
  }
}
