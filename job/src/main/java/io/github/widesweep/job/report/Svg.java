package io.github.widesweep.job.report;

import java.awt.Dimension;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Charts as SVG elements for a page that holds several. */
final class Svg {
  /** Height of a line of a ranking, and of all that is not lines. */
  private static final int RANK_HEIGHT = 20;

  private static final int RANK_EDGES = 70;

  private Svg() {}

  /**
   * Draws a panel.
   *
   * @param id a prefix for the names within it, different for every chart of a page
   */
  static String of(Panel panel, String id) {
    JFreeChart chart = chart(panel);
    int height = height(panel);
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setComment("Charts by JFreeChart");
    context.setPrecision(2);
    context.setIDGenerator(
        new SVGIDGenerator() {
          @Override
          public String generateID(String prefix) {
            return id + super.generateID(prefix);
          }
        });
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(Style.WIDTH, height));
    chart.draw(graphics, new Rectangle(0, 0, Style.WIDTH, height));
    Element root = graphics.getRoot();
    root.setAttributeNS(null, "viewBox", "0 0 %d %d".formatted(Style.WIDTH, height));
    root.setAttributeNS(null, "role", "img");
    root.setAttributeNS(null, "aria-label", panel.name());
    StringWriter text = new StringWriter();
    try {
      graphics.stream(root, text, false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Batik begins with an XML declaration and a document type, which belong to files only.
    String svg = text.toString();
    return svg.substring(svg.indexOf("<svg"))
        .replace("id=\"genericDefs\"", "id=\"%sdefs\"".formatted(id));
  }

  private static JFreeChart chart(Panel panel) {
    if (panel instanceof Panel.HeatMap map) {
      return HeatChart.of(map);
    }
    if (panel instanceof Panel.Ranking ranking) {
      return HeatChart.of(ranking);
    }
    return LineChart.of(panel instanceof Overlay o ? o.lines() : (Panel.Lines) panel);
  }

  private static int height(Panel panel) {
    return panel instanceof Panel.Ranking ranking
        ? RANK_EDGES + RANK_HEIGHT * ranking.ranks().size()
        : Style.HEIGHT;
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("every Java platform makes XML documents", e);
    }
  }
}
