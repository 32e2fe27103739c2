package org.razorrpc.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lines over an axis, as a picture in SVG. It draws text and lines only and leaves their look to whoever shows it, so that it needs no
 * fonts and no AWT, which a server's JDK may lack.
 */
record Chart(String title, Axis x, Axis y, List<Series> series) {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 80;
    private static final int RIGHT = 20;
    private static final int TOP = 64;
    private static final int BOTTOM = 60;
    /** Told apart with most kinds of colour blindness. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#555555");

    /** A line. */
    record Series(String name, List<Point> points) {}

    /** Of a line; the ends are those of the runs. */
    record Point(double x, Spread y) {}

    String toSvg() {
        StringBuilder svg = new StringBuilder();
        line(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
                        + "font-size=\"12\">",
                WIDTH,
                HEIGHT);
        line(svg, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        text(svg, WIDTH / 2.0, 20, "middle", "font-size=\"15\"", title);
        xAxis(svg);
        yAxis(svg);
        for (int i = 0; i < series.size(); i++) {
            String colour = COLOURS.get(i % COLOURS.size());
            draw(svg, series.get(i), colour);
            legend(svg, i, colour);
        }
        return svg.append("</svg>\n").toString();
    }

    private void xAxis(StringBuilder svg) {
        for (Axis.Tick tick : x.ticks()) {
            double at = atX(tick.value());
            stroke(svg, at, TOP, at, HEIGHT - BOTTOM, "#dddddd");
            text(svg, at, HEIGHT - BOTTOM + 18, "middle", "", tick.text());
        }
        stroke(svg, LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "#333333");
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "middle", "", x.title());
    }

    private void yAxis(StringBuilder svg) {
        for (Axis.Tick tick : y.ticks()) {
            double at = atY(tick.value());
            stroke(svg, LEFT, at, WIDTH - RIGHT, at, "#dddddd");
            text(svg, LEFT - 8, at + 4, "end", "", tick.text());
        }
        stroke(svg, LEFT, TOP, LEFT, HEIGHT - BOTTOM, "#333333");
        String upright = String.format(Locale.ROOT, "transform=\"rotate(-90 20 %d)\"", (TOP + HEIGHT - BOTTOM) / 2);
        text(svg, 20, (TOP + HEIGHT - BOTTOM) / 2.0, "middle", upright, y.title());
    }

    private void draw(StringBuilder svg, Series each, String colour) {
        String path = each.points().stream()
                .map(point -> String.format(
                        Locale.ROOT, "%.1f,%.1f", atX(point.x()), atY(point.y().median())))
                .collect(Collectors.joining(" "));
        line(svg, "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", path, colour);
        for (Point point : each.points()) {
            double at = atX(point.x());
            stroke(svg, at, atY(point.y().lowest()), at, atY(point.y().highest()), colour);
            line(
                    svg,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
                    at,
                    atY(point.y().median()),
                    colour);
        }
    }

    private void legend(StringBuilder svg, int index, String colour) {
        double at = LEFT + index * (double) (WIDTH - LEFT - RIGHT) / Math.max(series.size(), 4);
        line(svg, "<rect x=\"%.1f\" y=\"36\" width=\"12\" height=\"12\" fill=\"%s\"/>", at, colour);
        text(svg, at + 18, 46, "start", "", series.get(index).name());
    }

    private double atX(double value) {
        return LEFT + x.position(value) * (WIDTH - LEFT - RIGHT);
    }

    private double atY(double value) {
        return HEIGHT - BOTTOM - y.position(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static void stroke(StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
        line(svg, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", x1, y1, x2, y2, colour);
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String attributes, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        line(svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>", x, y, anchor, attributes, escaped);
    }

    private static void line(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
