package io.github.widesweep.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.ojalgo.matrix.store.R064Store;

/** SHA-256 over the shapes and the raw bits of all numbers of a dataset. */
final class Fingerprint {
  private static final int NUMBERS_PER_BLOCK = 1024;

  private Fingerprint() {}

  /** 64 lower-case hex digits. */
  static String of(Samples train, Samples test) {
    MessageDigest digest = sha256();
    for (Samples part : new Samples[] {train, test}) {
      update(digest, part.inputs());
      update(digest, part.targets());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, R064Store matrix) {
    ByteBuffer block = ByteBuffer.allocate(NUMBERS_PER_BLOCK * Double.BYTES);
    block.putInt(matrix.getRowDim()).putInt(matrix.getColDim());
    for (double value : matrix.data) {
      if (!block.hasRemaining()) {
        digest.update(block.array(), 0, block.position());
        block.clear();
      }
      block.putLong(Double.doubleToRawLongBits(value));
    }
    digest.update(block.array(), 0, block.position());
  }
}
