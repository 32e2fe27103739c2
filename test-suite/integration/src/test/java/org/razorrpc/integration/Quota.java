package org.razorrpc.integration;

/** An error value of a user's own type. */
record Quota(String resource, long limit) {}
