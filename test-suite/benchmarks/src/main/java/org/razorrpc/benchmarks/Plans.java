package org.razorrpc.benchmarks;

/** Which rows are measured how long. */
record Plans(Plan thorough, Plan brief) {
    static final Plans QUICK = new Plans(Plan.QUICK, Plan.QUICK);
    static final Plans FULL = new Plans(Plan.FULL, Plan.BRIEF);

    Plan of(Row row) {
        return row.section().isBrief() ? brief : thorough;
    }
}
