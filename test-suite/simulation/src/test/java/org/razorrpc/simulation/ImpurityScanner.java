package org.razorrpc.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Finds in compiled classes whatever would make a run depend on more than its inputs, or block: threads, clocks, timers, random
 * numbers, monitors, thread locals, the garbage collector, sockets. Looks at every method called or referred to, every object
 * made, every super class and every monitor; a use reads {@code caller -> owner.member}.
 */
final class ImpurityScanner {
    /** Each matches {@code owner.member} as a whole, owners with dots. */
    private static final Pattern IMPURE = Pattern.compile(String.join(
            "|",
            List.of(
                    "java\\.lang\\.Thread(\\$.*)?\\.(?!currentThread$).*",
                    "java\\.lang\\.System\\.(nanoTime|currentTimeMillis|identityHashCode)",
                    "java\\.lang\\.(Inheritable)?ThreadLocal\\..*",
                    "java\\.lang\\.Object\\.(wait|notify|notifyAll)",
                    "java\\.lang\\.Math\\.random",
                    "java\\.lang\\.ref\\..*",
                    "java\\.time\\.Clock\\..*",
                    "java\\.time\\..*\\.now",
                    "java\\.util\\.(Random|SplittableRandom|WeakHashMap|IdentityHashMap|Timer|TimerTask)\\..*",
                    "java\\.util\\.UUID\\.randomUUID",
                    "java\\.util\\.Collections\\.shuffle",
                    "java\\.util\\.random\\..*\\.(of|getDefault|create)",
                    "java\\.util\\..*\\.(parallel|parallelStream|parallelPrefix|parallelSetAll|parallelSort)",
                    "java\\.security\\.SecureRandom\\..*",
                    "java\\.util\\.concurrent\\.(Executors|ForkJoin.*|ThreadPoolExecutor|ScheduledThreadPoolExecutor"
                            + "|ThreadLocalRandom|CountDownLatch|CyclicBarrier|Phaser|Exchanger|Semaphore|FutureTask"
                            + "|StructuredTaskScope.*|.*BlockingQueue|.*BlockingDeque|SynchronousQueue|DelayQueue)\\..*",
                    "java\\.util\\.concurrent\\.CompletableFuture\\."
                            + "(.*Async|orTimeout|completeOnTimeout|delayedExecutor|get|join)",
                    "java\\.util\\.concurrent\\.CompletionStage\\..*Async",
                    "java\\.util\\.concurrent\\.Future\\.get",
                    "java\\.util\\.concurrent\\.TimeUnit\\.(sleep|timedJoin|timedWait)",
                    "java\\.util\\.concurrent\\.locks\\.Condition\\..*",
                    "java\\.util\\.concurrent\\.locks\\.LockSupport\\..*",
                    "java\\.nio\\.channels\\..*",
                    "java\\.net\\.(Socket|ServerSocket|DatagramSocket)\\..*")));

    private final Set<String> uses = new TreeSet<>();

    /** All uses in the classes that were loaded from where {@code member} was: a directory or a jar. */
    static Set<String> scanModuleOf(Class<?> member) {
        try {
            Path place = Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(place)) {
                return scanTree(place);
            }
            try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), java.util.Map.of())) {
                return scanTree(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> scanTree(Path root) throws IOException {
        ImpurityScanner scanner = new ImpurityScanner();
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> classes =
                    files.filter(file -> file.toString().endsWith(".class")).toList();
            if (classes.isEmpty()) {
                throw new IllegalStateException("no classes in " + root);
            }
            for (Path file : classes) {
                scanner.scan(Files.readAllBytes(file));
            }
        }
        return scanner.uses;
    }

    /** All uses in one class. */
    static Set<String> scanClass(Class<?> type) throws IOException {
        ImpurityScanner scanner = new ImpurityScanner();
        new ClassReader(type.getName()).accept(scanner.new Classes(), ClassReader.SKIP_DEBUG);
        return scanner.uses;
    }

    private void scan(byte[] classFile) {
        new ClassReader(classFile).accept(new Classes(), ClassReader.SKIP_DEBUG);
    }

    private final class Classes extends ClassVisitor {
        private String className = "";

        Classes() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            className = name.replace('/', '.');
            if (parent != null) {
                check(className, parent, "<init>");
            }
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] thrown) {
            String caller = className + "." + name;
            if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
                uses.add(caller + " -> synchronized");
            }
            return new Code(caller);
        }
    }

    private final class Code extends MethodVisitor {
        private final String caller;

        Code(String caller) {
            super(Opcodes.ASM9);
            this.caller = caller;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            check(caller, owner, name);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            for (Object argument : arguments) {
                constant(argument);
            }
        }

        @Override
        public void visitLdcInsn(Object value) {
            constant(value);
        }

        private void constant(Object value) {
            if (value instanceof Handle handle) {
                check(caller, handle.getOwner(), handle.getName());
            } else if (value instanceof ConstantDynamic dynamic) {
                for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
                    constant(dynamic.getBootstrapMethodArgument(i));
                }
            }
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.MONITORENTER) {
                uses.add(caller + " -> monitorenter");
            }
        }
    }

    private void check(String caller, String owner, String member) {
        String use = owner.replace('/', '.') + "." + member;
        if (IMPURE.matcher(use).matches()) {
            uses.add(caller + " -> " + use);
        }
    }
}
