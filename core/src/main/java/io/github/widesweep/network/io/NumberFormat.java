package io.github.widesweep.network.io;

import java.nio.ByteBuffer;

/**
 * How a file stores a tensor's numbers. All are computed with as float64: reading is exact, writing
 * rounds to the nearest number of the format, ties to even.
 */
public enum NumberFormat {
  /** IEEE binary64. */
  FLOAT64(Double.BYTES) {
    @Override
    double get(ByteBuffer data, int at) {
      return data.getDouble(at);
    }

    @Override
    void put(ByteBuffer data, double value) {
      data.putDouble(value);
    }
  },
  /** IEEE binary32. */
  FLOAT32(Float.BYTES) {
    @Override
    double get(ByteBuffer data, int at) {
      return data.getFloat(at);
    }

    @Override
    void put(ByteBuffer data, double value) {
      data.putFloat((float) value);
    }
  },
  /** IEEE binary16: 5 bits of exponent, 10 of fraction. */
  FLOAT16(Short.BYTES) {
    @Override
    double get(ByteBuffer data, int at) {
      short bits = data.getShort(at);
      int exponent = bits >> 10 & 0x1f;
      int fraction = bits & 0x3ff;
      double magnitude =
          switch (exponent) {
            case 0 -> fraction * 0x1p-24;
            case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb(1024.0 + fraction, exponent - 25);
          };
      return bits < 0 ? -magnitude : magnitude;
    }

    @Override
    void put(ByteBuffer data, double value) {
      int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
      double magnitude = Math.abs(value);
      // Below the least normal number the spacing is that of subnormal ones.
      int exponent = Math.max(-14, Math.getExponent(magnitude));
      double units = Math.rint(Math.scalb(magnitude, 10 - exponent));
      int bits;
      if (Double.isNaN(value)) {
        bits = 0x7e00;
      } else if (magnitude >= HALF_OVERFLOW) {
        bits = 0x7c00;
      } else {
        // Units of 1024 and more carry into the exponent by themselves.
        bits = ((exponent + 14) << 10) + (int) units;
      }
      data.putShort((short) (sign | bits));
    }
  },
  /** The upper half of a binary32: 8 bits of exponent, 7 of fraction. */
  BFLOAT16(Short.BYTES) {
    @Override
    double get(ByteBuffer data, int at) {
      return Float.intBitsToFloat(data.getShort(at) << 16);
    }

    @Override
    void put(ByteBuffer data, double value) {
      double magnitude = Math.abs(value);
      int exponent = Math.max(Float.MIN_EXPONENT, Math.getExponent(magnitude));
      double rounded = Math.scalb(Math.rint(Math.scalb(magnitude, 7 - exponent)), exponent - 7);
      float result = (float) (Double.isFinite(value) ? rounded : magnitude);
      data.putShort((short) (Float.floatToRawIntBits(Math.copySign(result, (float) value)) >>> 16));
    }
  };

  /** The least magnitude that rounds to an infinite binary16. */
  private static final double HALF_OVERFLOW = 65520;

  private final int bytes;

  NumberFormat(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of a number. */
  public int bytes() {
    return bytes;
  }

  /** The number that starts at a byte. */
  abstract double get(ByteBuffer data, int at);

  /** Appends a number, rounded to the format; too large a number becomes infinite. */
  abstract void put(ByteBuffer data, double value);

  /** The number that a file has for this one after it was written. */
  public double round(double value) {
    ByteBuffer one = ByteBuffer.allocate(bytes);
    put(one, value);
    return get(one, 0);
  }
}
