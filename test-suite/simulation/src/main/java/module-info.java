/** A world of nodes, links and virtual time in one thread, to run the whole stack in. */
module org.razorrpc.simulation {
    requires org.slf4j;
    requires transitive org.razorrpc.stream;
    requires static org.jspecify;

    exports org.razorrpc.simulation;
}
