/** Contract tests that the author of a plug-in extends: what passes them works with everything else of razor. */
module org.razorrpc.tck {
    requires transitive org.junit.jupiter.api;
    requires transitive org.razorrpc.stream;
    requires static org.jspecify;
    requires jdk.management;
    requires org.assertj.core;
    requires org.junit.jupiter.params;

    exports org.razorrpc.tck;
}
