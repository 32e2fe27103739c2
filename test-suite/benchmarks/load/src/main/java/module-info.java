/** What makes the calls in the benchmarks, and how their processes talk: the same for razor and for its peers. */
module org.razorrpc.benchmarks.load {
    requires java.management;
    requires jdk.management;
    requires static org.jspecify;

    exports org.razorrpc.benchmarks.load;
}
