package org.razorrpc.files;

import java.util.Locale;

/** Text for people. */
final class Text {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Text() {}

    /** Control characters as \\u escapes: names come from others, and one may hold a line break or a terminal's command. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                escaped.append(String.format("\\u%04x", c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }

    /** A number of bytes in three or four digits. */
    static String bytes(double count) {
        int unit = 0;
        double scaled = count;
        while (scaled >= 1000 && unit < UNITS.length - 1) {
            scaled /= 1000;
            unit++;
        }
        String format = unit == 0 || scaled >= 100 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, scaled, UNITS[unit]);
    }
}
