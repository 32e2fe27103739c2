/**
 * A file server and its client on razor. Read {@link org.razorrpc.files.FileActions} for what travels,
 * {@link org.razorrpc.files.FileService} for how a server answers, {@link org.razorrpc.files.FileClient} for plain calls and
 * {@link org.razorrpc.files.TreeCopy} for a steady stream of tasks.
 */
@NullMarked
package org.razorrpc.files;

import org.jspecify.annotations.NullMarked;
