package org.razorrpc.codec.msgpack;

import static org.objectweb.asm.Opcodes.*;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * Compiles a record type to a subclass of {@link RecordShape}, a hidden class of this package. It is the loop that one would
 * write by hand for that record, and what it makes of {@code record Open(String path, long size)} reads:
 *
 * <pre>{@code
 * void write(Object value, WireBuffer out, int depth) {
 *     int component = -1;
 *     try {
 *         Writer.enter(depth);
 *         component = 0;
 *         out.putBytes(PREFIX_0);                                  // header of the map and key "path", encoded once
 *         SHAPE_0.put(PATH.invokeExact(value), out, depth - 1);
 *         component = 1;
 *         out.putBytes(PREFIX_1);
 *         Writer.putLong(out, (long) SIZE.invokeExact(value));
 *     } catch (Throwable t) { throw failed(t, component); }
 * }
 *
 * Object read(Reader in, int depth) {
 *     int component = -1;
 *     long seen = 0;
 *     Object path = null;
 *     long size = 0;
 *     try {
 *         int header = in.namedHeader(2, depth);                   // negative: an array, all components in order
 *         for (int left = header < 0 ? ~header : header; left > 0; left--) {
 *             int previous = component;
 *             component = -1;
 *             component = header < 0 ? previous + 1 : in.readKey(KEYS, previous + 1);
 *             switch (component) {
 *                 case 0: if ((seen & 1) != 0) throw twice(in); seen |= 1; path = SHAPE_0.read(in, depth - 1); break;
 *                 case 1: if ((seen & 2) != 0) throw twice(in); seen |= 2; size = in.readLong(); break;
 *                 default: in.skip();
 *             }
 *         }
 *         component = -1;
 *         if ((seen & 3) != 3) throw missing(in, seen, 3, 0);
 *         return CONSTRUCTOR.invokeExact(path, size);
 *     } catch (Throwable t) { throw failed(t, component); }
 * }
 * }</pre>
 *
 * The names in capitals are constants, taken from the class's data. Accessors and constructor are method handles, with object types
 * erased: so the class needs no access to the record, whose module or loader may not know ours, and the JIT inlines them all
 * the same, as it does the shapes.
 */
final class RecordCompiler {
    private static final String PACKAGE = RecordCompiler.class.getPackageName().replace('.', '/') + "/";
    private static final String SHAPE = Type.getInternalName(Shape.class);
    private static final String RECORD_SHAPE = Type.getInternalName(RecordShape.class);
    private static final String OPTIONAL_SHAPE = Type.getInternalName(OptionalShape.class);
    private static final String READER = Type.getInternalName(Reader.class);
    private static final String WRITER = Type.getInternalName(Writer.class);
    private static final String BUFFER = Type.getInternalName(WireBuffer.class);
    private static final String HANDLE = Type.getInternalName(MethodHandle.class);
    private static final String CONSTRUCTOR_TYPE = "(Ljava/lang/String;Ljava/util/List;Z)V";
    private static final String WRITE_TYPE = "(Ljava/lang/Object;L" + BUFFER + ";I)V";
    private static final String READ_TYPE = "(L" + READER + ";I)Ljava/lang/Object;";
    /** The writer's and the reader's method for each primitive, and what the writer's takes. */
    private static final Map<Class<?>, Primitive> PRIMITIVES = Map.of(
            boolean.class, new Primitive("putBoolean", "Z", "readBoolean"),
            byte.class, new Primitive("putInt", "I", "readByte"),
            short.class, new Primitive("putInt", "I", "readShort"),
            int.class, new Primitive("putInt", "I", "readInt"),
            long.class, new Primitive("putLong", "J", "readLong"),
            float.class, new Primitive("putFloat", "F", "readFloat"),
            double.class, new Primitive("putDouble", "D", "readDouble"),
            char.class, new Primitive("putChar", "C", "readChar"));

    private static final Primitive UNSIGNED = new Primitive("putUnsigned", "J", "readUnsigned");

    private record Primitive(String put, String putType, String read) {}

    // Locals of write and of read; further ones follow.
    private static final int VALUE = 1;
    private static final int OUT = 2;
    private static final int WRITE_DEPTH = 3;
    private static final int WRITE_COMPONENT = 4;
    private static final int FIRST_OMITTABLE = 5;
    private static final int IN = 1;
    private static final int READ_DEPTH = 2;
    private static final int READ_COMPONENT = 3;
    private static final int PREVIOUS = 4;
    private static final int HEADER = 5;
    private static final int LEFT = 6;
    private static final int FIRST_SEEN = 7;

    private final RecordModel model;
    private final List<RecordModel.Component> components;
    private final List<Shape> shapes;
    private final String name;
    private final ClassConstants constants;

    private RecordCompiler(RecordModel model, List<Shape> shapes) {
        this.model = model;
        this.components = model.components();
        this.shapes = shapes;
        name = PACKAGE + model.type().raw().getSimpleName() + "Shape";
        constants = new ClassConstants(name);
    }

    /** @param shapes of the components, in order */
    static Shape compile(RecordModel model, List<Shape> shapes) {
        return new RecordCompiler(model, shapes).compile();
    }

    private Shape compile() {
        ClassWriter writer = new ObjectMergingWriter();
        writer.visit(V21, ACC_FINAL | ACC_SUPER, name, null, RECORD_SHAPE, null);
        emitConstructor(writer.visitMethod(0, "<init>", CONSTRUCTOR_TYPE, null, null));
        emitWrite(writer.visitMethod(ACC_PUBLIC, "write", WRITE_TYPE, null, null));
        emitRead(writer.visitMethod(ACC_PUBLIC, "read", READ_TYPE, null, null));
        constants.emit(writer);
        writer.visitEnd();
        boolean writesNil =
                model.kind() == RecordModel.Kind.NEWTYPE && shapes.getFirst().writesNil();
        List<String> names =
                components.stream().map(RecordModel.Component::name).toList();
        try {
            MethodHandles.Lookup hidden = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(writer.toByteArray(), constants.values(), true);
            return (Shape) hidden.findConstructor(
                            hidden.lookupClass(),
                            MethodType.methodType(void.class, String.class, List.class, boolean.class))
                    .invoke(model.type().toString(), names, writesNil);
        } catch (Throwable e) {
            throw new IllegalStateException("the compiled codec of " + model.type() + " does not load", e);
        }
    }

    private static void emitConstructor(MethodVisitor code) {
        code.visitCode();
        code.visitVarInsn(ALOAD, 0);
        code.visitVarInsn(ALOAD, 1);
        code.visitVarInsn(ALOAD, 2);
        code.visitVarInsn(ILOAD, 3);
        code.visitMethodInsn(INVOKESPECIAL, RECORD_SHAPE, "<init>", CONSTRUCTOR_TYPE, false);
        code.visitInsn(RETURN);
        end(code);
    }

    private void emitWrite(MethodVisitor code) {
        Label from = new Label();
        Label to = new Label();
        Label handler = new Label();
        code.visitCode();
        code.visitTryCatchBlock(from, to, handler, null);
        storeInt(code, -1, WRITE_COMPONENT);
        code.visitLabel(from);
        code.visitVarInsn(ILOAD, WRITE_DEPTH);
        code.visitMethodInsn(INVOKESTATIC, WRITER, "enter", "(I)V", false);
        if (components.stream().anyMatch(RecordModel.Component::omitEmpty)) {
            emitOmittableWrites(code);
        } else {
            emitPlainWrites(code);
        }
        code.visitInsn(RETURN);
        code.visitLabel(to);
        emitHandler(code, handler, WRITE_COMPONENT);
        end(code);
    }

    private void emitPlainWrites(MethodVisitor code) {
        byte[] header = header();
        if (components.isEmpty()) {
            emitBytes(code, header);
        }
        for (int i = 0; i < components.size(); i++) {
            storeInt(code, i, WRITE_COMPONENT);
            emitBytes(code, prefix(i == 0 ? header : new byte[0], i));
            emitWriteComponent(code, i);
        }
    }

    private byte[] header() {
        WireBuffer out = new WireBuffer(5);
        switch (model.kind()) {
            case NAMED -> Writer.putMapHeader(out, components.size());
            case TUPLE, UNIT -> Writer.putArrayHeader(out, components.size());
            case NEWTYPE -> {}
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** What precedes a component's value: its key, behind the header if it is the first. */
    private byte[] prefix(byte[] header, int component) {
        WireBuffer out = new WireBuffer(64);
        out.putBytes(header);
        if (model.kind() == RecordModel.Kind.NAMED) {
            Writer.putString(out, components.get(component).wireName());
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** First every component that may be left out is fetched, once, and counted; the header says how many stay. */
    private void emitOmittableWrites(MethodVisitor code) {
        int[] locals = new int[components.size()];
        int next = FIRST_OMITTABLE;
        for (int i = 0; i < components.size(); i++) {
            if (components.get(i).omitEmpty()) {
                storeInt(code, i, WRITE_COMPONENT);
                emitAccessor(code, i);
                locals[i] = next++;
                code.visitVarInsn(ASTORE, locals[i]);
            }
        }
        code.visitVarInsn(ALOAD, OUT);
        pushInt(code, components.size());
        for (int i = 0; i < components.size(); i++) {
            if (components.get(i).omitEmpty()) {
                emitIsEmpty(code, i, locals[i]);
                code.visitInsn(ISUB);
            }
        }
        code.visitMethodInsn(INVOKESTATIC, WRITER, "putMapHeader", "(L" + BUFFER + ";I)V", false);
        for (int i = 0; i < components.size(); i++) {
            Label omitted = new Label();
            storeInt(code, i, WRITE_COMPONENT);
            if (components.get(i).omitEmpty()) {
                emitIsEmpty(code, i, locals[i]);
                code.visitJumpInsn(IFNE, omitted);
                emitBytes(code, prefix(new byte[0], i));
                constants.push(code, shapes.get(i), "L" + SHAPE + ";");
                code.visitVarInsn(ALOAD, locals[i]);
                emitPut(code);
            } else {
                emitBytes(code, prefix(new byte[0], i));
                emitWriteComponent(code, i);
            }
            code.visitLabel(omitted);
        }
    }

    private void emitIsEmpty(MethodVisitor code, int component, int local) {
        constants.push(code, shapes.get(component), "L" + OPTIONAL_SHAPE + ";");
        code.visitVarInsn(ALOAD, local);
        code.visitMethodInsn(INVOKEVIRTUAL, OPTIONAL_SHAPE, "isEmpty", "(Ljava/lang/Object;)Z", false);
    }

    private void emitWriteComponent(MethodVisitor code, int component) {
        Primitive primitive = primitive(component);
        if (primitive == null) {
            constants.push(code, shapes.get(component), "L" + SHAPE + ";");
            emitAccessor(code, component);
            emitPut(code);
        } else {
            code.visitVarInsn(ALOAD, OUT);
            emitAccessor(code, component);
            String type = "(L" + BUFFER + ";" + primitive.putType() + ")V";
            code.visitMethodInsn(INVOKESTATIC, WRITER, primitive.put(), type, false);
        }
    }

    private void emitPut(MethodVisitor code) {
        code.visitVarInsn(ALOAD, OUT);
        pushDepthBelow(code, WRITE_DEPTH);
        code.visitMethodInsn(INVOKEINTERFACE, SHAPE, "put", WRITE_TYPE, true);
    }

    private void emitAccessor(MethodVisitor code, int component) {
        MethodType type = MethodType.methodType(erased(component), Object.class);
        constants.push(code, components.get(component).accessor().asType(type), "L" + HANDLE + ";");
        code.visitVarInsn(ALOAD, VALUE);
        code.visitMethodInsn(INVOKEVIRTUAL, HANDLE, "invokeExact", type.toMethodDescriptorString(), false);
    }

    private void emitRead(MethodVisitor code) {
        Label from = new Label();
        Label to = new Label();
        Label handler = new Label();
        int[] locals = readLocals();
        code.visitCode();
        code.visitTryCatchBlock(from, to, handler, null);
        emitInitialValues(code, locals);
        code.visitLabel(from);
        emitHeader(code);
        emitReadLoop(code, locals);
        storeInt(code, -1, READ_COMPONENT);
        emitRequiredCheck(code);
        emitConstruction(code, locals);
        code.visitInsn(ARETURN);
        code.visitLabel(to);
        emitHandler(code, handler, READ_COMPONENT);
        end(code);
    }

    private int[] readLocals() {
        int[] locals = new int[components.size()];
        int next = FIRST_SEEN + 2 * words();
        for (int i = 0; i < locals.length; i++) {
            locals[i] = next;
            next += Type.getType(erased(i)).getSize();
        }
        return locals;
    }

    /** A component that is not there keeps what is stored here. */
    private void emitInitialValues(MethodVisitor code, int[] locals) {
        storeInt(code, -1, READ_COMPONENT);
        for (int word = 0; word < words(); word++) {
            code.visitInsn(LCONST_0);
            code.visitVarInsn(LSTORE, seen(word));
        }
        for (int i = 0; i < locals.length; i++) {
            Type type = Type.getType(erased(i));
            Object missing = shapes.get(i).missing();
            switch (type.getSort()) {
                case Type.LONG -> code.visitInsn(LCONST_0);
                case Type.FLOAT -> code.visitInsn(FCONST_0);
                case Type.DOUBLE -> code.visitInsn(DCONST_0);
                case Type.OBJECT -> {
                    if (missing == null || missing == Shape.REQUIRED) {
                        code.visitInsn(ACONST_NULL);
                    } else {
                        constants.push(code, missing, "Ljava/lang/Object;");
                    }
                }
                default -> code.visitInsn(ICONST_0);
            }
            code.visitVarInsn(type.getOpcode(ISTORE), locals[i]);
        }
    }

    private void emitHeader(MethodVisitor code) {
        String method = switch (model.kind()) {
            case NAMED -> "namedHeader";
            case TUPLE -> "tupleHeader";
            case UNIT -> "unitHeader";
            case NEWTYPE -> "newtypeHeader";
        };
        code.visitVarInsn(ALOAD, IN);
        pushInt(code, components.size());
        code.visitVarInsn(ILOAD, READ_DEPTH);
        code.visitMethodInsn(INVOKEVIRTUAL, READER, method, "(II)I", false);
        code.visitInsn(DUP);
        code.visitVarInsn(ISTORE, HEADER);
        // left = header < 0 ? ~header : header
        code.visitInsn(DUP);
        pushInt(code, Integer.SIZE - 1);
        code.visitInsn(ISHR);
        code.visitInsn(IXOR);
        code.visitVarInsn(ISTORE, LEFT);
    }

    private void emitReadLoop(MethodVisitor code, int[] locals) {
        Label loop = new Label();
        Label done = new Label();
        Label twice = new Label();
        Label unknown = new Label();
        Label[] cases = new Label[components.size()];
        Arrays.setAll(cases, i -> new Label());
        code.visitLabel(loop);
        code.visitVarInsn(ILOAD, LEFT);
        code.visitJumpInsn(IFLE, done);
        code.visitIincInsn(LEFT, -1);
        emitNextComponent(code);
        if (cases.length > 0) {
            code.visitVarInsn(ILOAD, READ_COMPONENT);
            code.visitTableSwitchInsn(0, cases.length - 1, unknown, cases);
        }
        for (int i = 0; i < cases.length; i++) {
            code.visitLabel(cases[i]);
            emitSeenCheck(code, i, twice);
            emitReadComponent(code, i);
            code.visitVarInsn(Type.getType(erased(i)).getOpcode(ISTORE), locals[i]);
            code.visitJumpInsn(GOTO, loop);
        }
        code.visitLabel(unknown);
        code.visitVarInsn(ALOAD, IN);
        code.visitMethodInsn(INVOKEVIRTUAL, READER, "skip", "()V", false);
        code.visitJumpInsn(GOTO, loop);
        if (cases.length > 0) {
            code.visitLabel(twice);
            code.visitVarInsn(ALOAD, IN);
            String type = "(L" + READER + ";)L" + Type.getInternalName(Malformed.class) + ";";
            code.visitMethodInsn(INVOKESTATIC, RECORD_SHAPE, "twice", type, false);
            code.visitInsn(ATHROW);
        }
        code.visitLabel(done);
    }

    /** While the key is being read no component is at work, should that fail. */
    private void emitNextComponent(MethodVisitor code) {
        Label named = new Label();
        Label known = new Label();
        code.visitVarInsn(ILOAD, READ_COMPONENT);
        code.visitVarInsn(ISTORE, PREVIOUS);
        storeInt(code, -1, READ_COMPONENT);
        code.visitVarInsn(ILOAD, HEADER);
        code.visitJumpInsn(IFGE, named);
        pushIntAfter(code, PREVIOUS);
        code.visitJumpInsn(GOTO, known);
        code.visitLabel(named);
        code.visitVarInsn(ALOAD, IN);
        Keys keys = new Keys(
                components.stream().map(RecordModel.Component::wireName).toList());
        constants.push(code, keys, Type.getDescriptor(Keys.class));
        pushIntAfter(code, PREVIOUS);
        code.visitMethodInsn(INVOKEVIRTUAL, READER, "readKey", "(" + Type.getDescriptor(Keys.class) + "I)I", false);
        code.visitLabel(known);
        code.visitVarInsn(ISTORE, READ_COMPONENT);
    }

    private void emitSeenCheck(MethodVisitor code, int component, Label twice) {
        long bit = 1L << component;
        int word = seen(component / Long.SIZE);
        code.visitVarInsn(LLOAD, word);
        code.visitLdcInsn(bit);
        code.visitInsn(LAND);
        code.visitInsn(LCONST_0);
        code.visitInsn(LCMP);
        code.visitJumpInsn(IFNE, twice);
        code.visitVarInsn(LLOAD, word);
        code.visitLdcInsn(bit);
        code.visitInsn(LOR);
        code.visitVarInsn(LSTORE, word);
    }

    private void emitReadComponent(MethodVisitor code, int component) {
        Primitive primitive = primitive(component);
        if (primitive == null) {
            constants.push(code, shapes.get(component), "L" + SHAPE + ";");
            code.visitVarInsn(ALOAD, IN);
            pushDepthBelow(code, READ_DEPTH);
            code.visitMethodInsn(INVOKEINTERFACE, SHAPE, "read", READ_TYPE, true);
        } else {
            code.visitVarInsn(ALOAD, IN);
            String type = "()" + Type.getDescriptor(erased(component));
            code.visitMethodInsn(INVOKEVIRTUAL, READER, primitive.read(), type, false);
        }
    }

    private void emitRequiredCheck(MethodVisitor code) {
        for (int word = 0; word < words(); word++) {
            long required = required(word);
            Label complete = new Label();
            code.visitVarInsn(LLOAD, seen(word));
            code.visitLdcInsn(required);
            code.visitInsn(LAND);
            code.visitLdcInsn(required);
            code.visitInsn(LCMP);
            code.visitJumpInsn(IFEQ, complete);
            code.visitVarInsn(ALOAD, 0);
            code.visitVarInsn(ALOAD, IN);
            code.visitVarInsn(LLOAD, seen(word));
            code.visitLdcInsn(required);
            pushInt(code, word * Long.SIZE);
            String type = "(L" + READER + ";JJI)Ljava/lang/RuntimeException;";
            code.visitMethodInsn(INVOKEVIRTUAL, RECORD_SHAPE, "missing", type, false);
            code.visitInsn(ATHROW);
            code.visitLabel(complete);
        }
    }

    private void emitConstruction(MethodVisitor code, int[] locals) {
        Class<?>[] types = new Class<?>[locals.length];
        Arrays.setAll(types, this::erased);
        MethodType type = MethodType.methodType(Object.class, types);
        constants.push(code, model.constructor().asType(type), "L" + HANDLE + ";");
        for (int i = 0; i < locals.length; i++) {
            code.visitVarInsn(Type.getType(types[i]).getOpcode(ILOAD), locals[i]);
        }
        code.visitMethodInsn(INVOKEVIRTUAL, HANDLE, "invokeExact", type.toMethodDescriptorString(), false);
    }

    private static void emitHandler(MethodVisitor code, Label handler, int component) {
        code.visitLabel(handler);
        code.visitVarInsn(ALOAD, 0);
        code.visitInsn(SWAP);
        code.visitVarInsn(ILOAD, component);
        String type = "(Ljava/lang/Throwable;I)Ljava/lang/RuntimeException;";
        code.visitMethodInsn(INVOKEVIRTUAL, RECORD_SHAPE, "failed", type, false);
        code.visitInsn(ATHROW);
    }

    private void emitBytes(MethodVisitor code, byte[] bytes) {
        if (bytes.length > 0) {
            code.visitVarInsn(ALOAD, OUT);
            constants.push(code, bytes, "[B");
            code.visitMethodInsn(INVOKEVIRTUAL, BUFFER, "putBytes", "([B)V", false);
        }
    }

    private static void pushDepthBelow(MethodVisitor code, int depth) {
        code.visitVarInsn(ILOAD, depth);
        code.visitInsn(ICONST_1);
        code.visitInsn(ISUB);
    }

    private static void pushIntAfter(MethodVisitor code, int local) {
        code.visitVarInsn(ILOAD, local);
        code.visitInsn(ICONST_1);
        code.visitInsn(IADD);
    }

    private static void storeInt(MethodVisitor code, int value, int local) {
        pushInt(code, value);
        code.visitVarInsn(ISTORE, local);
    }

    private static void pushInt(MethodVisitor code, int value) {
        code.visitIntInsn(SIPUSH, value);
    }

    private static void end(MethodVisitor code) {
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private @Nullable Primitive primitive(int component) {
        WireType type = components.get(component).type();
        return type.unsigned() && type.raw() == long.class ? UNSIGNED : PRIMITIVES.get(type.raw());
    }

    /** The component's type for the class, which must not name the user's types. */
    private Class<?> erased(int component) {
        Class<?> declared = components.get(component).accessor().type().returnType();
        return declared.isPrimitive() ? declared : Object.class;
    }

    private int words() {
        return (components.size() + Long.SIZE - 1) / Long.SIZE;
    }

    private static int seen(int word) {
        return FIRST_SEEN + 2 * word;
    }

    private long required(int word) {
        long required = 0;
        for (int i = word * Long.SIZE; i < Math.min(components.size(), (word + 1) * Long.SIZE); i++) {
            if (shapes.get(i).missing() == Shape.REQUIRED) {
                required |= 1L << i;
            }
        }
        return required;
    }

    /** Where two paths meet with different classes in a local, Object is all that is known; no class needs to be loaded. */
    private static final class ObjectMergingWriter extends ClassWriter {
        ObjectMergingWriter() {
            super(COMPUTE_FRAMES);
        }

        @Override
        protected String getCommonSuperClass(String first, String second) {
            return "java/lang/Object";
        }
    }
}
