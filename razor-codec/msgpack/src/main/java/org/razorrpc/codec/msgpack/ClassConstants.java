package org.razorrpc.codec.msgpack;

import static org.objectweb.asm.Opcodes.*;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * What the code of a hidden class holds: static final fields, which the JIT trusts, filled from the class's data all at once. As
 * dynamic constants each would be linked by itself, which takes milliseconds of a first call.
 */
final class ClassConstants {
    private static final String HANDLES = Type.getInternalName(MethodHandles.class);
    private static final String LOOKUP = Type.getDescriptor(MethodHandles.Lookup.class);
    private static final String CLASS_DATA_TYPE =
            "(" + LOOKUP + "Ljava/lang/String;Ljava/lang/Class;)Ljava/lang/Object;";

    private final String owner;
    private final List<Constant> all = new ArrayList<>();

    /** @param type its descriptor */
    private record Constant(String name, Object value, String type) {}

    /** @param owner the class's internal name */
    ClassConstants(String owner) {
        this.owner = owner;
    }

    /** Emits what loads a constant, a new one. */
    void push(MethodVisitor code, Object value, String type) {
        Constant constant = new Constant("CONSTANT_" + all.size(), value, type);
        all.add(constant);
        code.visitFieldInsn(GETSTATIC, owner, constant.name(), type);
    }

    /** The class's data. */
    Object[] values() {
        return all.stream().map(Constant::value).toArray();
    }

    /** Emits the fields and their initializer, when everything has been pushed. */
    void emit(ClassWriter writer) {
        MethodVisitor code = writer.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
        code.visitCode();
        code.visitMethodInsn(INVOKESTATIC, HANDLES, "lookup", "()" + LOOKUP, false);
        code.visitLdcInsn("_");
        code.visitLdcInsn(Type.getType(Object[].class));
        code.visitMethodInsn(INVOKESTATIC, HANDLES, "classData", CLASS_DATA_TYPE, false);
        code.visitTypeInsn(CHECKCAST, Type.getInternalName(Object[].class));
        for (int i = 0; i < all.size(); i++) {
            Constant each = all.get(i);
            writer.visitField(ACC_PRIVATE | ACC_STATIC | ACC_FINAL, each.name(), each.type(), null, null)
                    .visitEnd();
            code.visitInsn(DUP);
            code.visitIntInsn(SIPUSH, i);
            code.visitInsn(AALOAD);
            code.visitTypeInsn(CHECKCAST, Type.getType(each.type()).getInternalName());
            code.visitFieldInsn(PUTSTATIC, owner, each.name(), each.type());
        }
        code.visitInsn(RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }
}
