package org.razorrpc.integration;

/** What goes wrong with a request. */
enum Fault {
    ERRNO,
    ERRNO_MAX,
    TEXT,
    EMPTY_TEXT,
    PREFIXED_TEXT,
    VALUE,
    THROW_ERRNO,
    THROW_UNEXPECTED,
    FORGET,
    TWICE,
    THROW_AFTER_ANSWER,
    UNENCODABLE,
    NEVER
}
