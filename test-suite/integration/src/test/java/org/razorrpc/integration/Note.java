package org.razorrpc.integration;

/** The message of most tests. */
record Note(long number, String text) {}
