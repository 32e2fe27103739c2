package org.razorrpc.codec.msgpack;

/** Turns {@code retSize} into {@code ret_size}, {@code httpURL} into {@code http_url} and {@code URLPath} into {@code url_path}. */
final class SnakeCase {
    private SnakeCase() {}

    static String of(String camelCase) {
        StringBuilder snake = new StringBuilder();
        for (int i = 0; i < camelCase.length(); i++) {
            char c = camelCase.charAt(i);
            if (Character.isUpperCase(c) && beginsWord(camelCase, i)) {
                snake.append('_');
            }
            snake.append(Character.toLowerCase(c));
        }
        return snake.toString();
    }

    /** After a small letter or a digit, and at the last capital of a row when a small letter follows. */
    private static boolean beginsWord(String text, int i) {
        if (i == 0 || text.charAt(i - 1) == '_') {
            return false;
        }
        boolean afterCapital = Character.isUpperCase(text.charAt(i - 1));
        return !afterCapital || i + 1 < text.length() && Character.isLowerCase(text.charAt(i + 1));
    }
}
