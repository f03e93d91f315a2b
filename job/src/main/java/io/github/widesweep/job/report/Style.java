package io.github.widesweep.job.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Polygon;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * How curves look. Colours are those of Okabe and Ito (2008), which colour-blind people tell apart;
 * markers and dashes differ too, for paper without colour.
 */
final class Style {
  static final Color INK = new Color(0x22, 0x22, 0x22);
  static final Color GRID = new Color(0xdd, 0xdd, 0xdd);
  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  /** Of curves that others are compared with. */
  static final Color REFERENCE = new Color(0x99, 0x99, 0x99);

  /** As wide as a phone: on every page letters are at least as large as they are here. */
  static final int WIDTH = 420;

  static final int HEIGHT = 340;

  /** Curves that can be told apart on one chart. */
  static final int CURVES = 7;

  // Yellow, the eighth, cannot be seen on white.
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x00, 0x72, 0xb2),
          new Color(0xd5, 0x5e, 0x00),
          new Color(0x00, 0x9e, 0x73),
          new Color(0xcc, 0x79, 0xa7),
          new Color(0xe6, 0x9f, 0x00),
          new Color(0x56, 0xb4, 0xe9),
          new Color(0x77, 0x77, 0x77));

  private static final float[][] DASHES = {
    null, {8, 3}, {3, 3}, {10, 3, 2, 3}, {12, 4}, {6, 2, 2, 2, 2, 2}, {2, 2}
  };

  private Style() {}

  static Color colour(int style) {
    return COLOURS.get(style % CURVES);
  }

  static Stroke stroke(int style) {
    return stroke(2, DASHES[style % CURVES]);
  }

  /** The stroke of published curves and of bounds. */
  static Stroke dotted() {
    return stroke(1.2f, new float[] {1.5f, 3});
  }

  /** The stroke of curves of other charts. */
  static Stroke thin() {
    return stroke(1.2f, null);
  }

  private static Stroke stroke(float width, float[] dash) {
    return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0);
  }

  /** A marker of about 8 pixels around the origin. */
  static Shape marker(int style) {
    return switch (style % CURVES) {
      case 0 -> new Ellipse2D.Double(-4, -4, 8, 8);
      case 1 -> new Rectangle2D.Double(-3.5, -3.5, 7, 7);
      case 2 -> new Polygon(new int[] {-5, 5, 0}, new int[] {4, 4, -5}, 3);
      case 3 -> new Polygon(new int[] {-5, 0, 5, 0}, new int[] {0, -5, 0, 5}, 4);
      case 4 -> new Polygon(new int[] {-5, 5, 0}, new int[] {-4, -4, 5}, 3);
      case 5 -> plus();
      default -> new Rectangle2D.Double(-5, -2, 10, 4);
    };
  }

  /** The same marker, so large that it goes around it. */
  static Shape ring(int style) {
    return AffineTransform.getScaleInstance(1.8, 1.8).createTransformedShape(marker(style));
  }

  private static Shape plus() {
    Path2D plus = new Path2D.Double();
    plus.append(new Rectangle2D.Double(-5, -1.5, 10, 3), false);
    plus.append(new Rectangle2D.Double(-1.5, -5, 3, 10), false);
    return plus;
  }
}
