package org.razorrpc.stream;

/** Makes text that a peer chose fit for a log: no line breaks, no control or look-alike characters, no endless lines. */
final class LogText {
    private static final int MAX_CHARS = 200;

    private LogText() {}

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX_CHARS); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 127 && c != '\\') {
                escaped.append(c);
            } else {
                escaped.append(String.format("\\u%04x", (int) c));
            }
        }
        return text.length() > MAX_CHARS ? escaped.append("...").toString() : escaped.toString();
    }
}
