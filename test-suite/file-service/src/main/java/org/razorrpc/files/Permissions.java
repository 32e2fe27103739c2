package org.razorrpc.files;

import java.io.IOException;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The executable bit, on file systems that have one. */
final class Permissions {
    private static final Map<PosixFilePermission, PosixFilePermission> RUN_WHERE_READ = Map.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);

    private Permissions() {}

    /** @param view null where the file system has no such permissions: nothing is executable there */
    static boolean isExecutable(@Nullable PosixFileAttributeView view) throws IOException {
        return view != null && view.readAttributes().permissions().contains(PosixFilePermission.OWNER_EXECUTE);
    }

    /** @param view null where the file system has no such permissions: nothing is done there */
    static void setExecutable(@Nullable PosixFileAttributeView view, boolean executable) throws IOException {
        if (view == null || isExecutable(view) == executable) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        RUN_WHERE_READ.forEach((read, run) -> {
            if (!executable) {
                permissions.remove(run);
            } else if (permissions.contains(read)) {
                permissions.add(run);
            }
        });
        view.setPermissions(permissions);
    }
}
