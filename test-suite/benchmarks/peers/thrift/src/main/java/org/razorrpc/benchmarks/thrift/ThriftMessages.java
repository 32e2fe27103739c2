package org.razorrpc.benchmarks.thrift;

import java.nio.ByteBuffer;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;
import org.razorrpc.benchmarks.load.Payload;

/** What Thrift's compiler would make of {@code binary call(1: binary request)}. */
final class ThriftMessages {
    private static final String METHOD = "call";
    private static final TStruct ARGUMENTS = new TStruct("call_args");
    private static final TStruct RESULT = new TStruct("call_result");
    private static final TField REQUEST = new TField("request", TType.STRING, (short) 1);
    private static final TField SUCCESS = new TField("success", TType.STRING, (short) 0);

    private ThriftMessages() {}

    /** The server's side. */
    static void answer(TProtocol in, TProtocol out) throws TException {
        TMessage request = in.readMessageBegin();
        ByteBuffer bytes = readStruct(in);
        in.readMessageEnd();
        int length = bytes.remaining();
        ByteBuffer answer = Payload.isEchoed(length) ? bytes : ByteBuffer.wrap(Payload.fixedAnswer(length));
        write(out, new TMessage(METHOD, TMessageType.REPLY, request.seqid), RESULT, SUCCESS, answer);
    }

    static void writeRequest(TProtocol out, int seq, byte[] request) throws TException {
        write(out, new TMessage(METHOD, TMessageType.CALL, seq), ARGUMENTS, REQUEST, ByteBuffer.wrap(request));
    }

    private static void write(TProtocol out, TMessage message, TStruct struct, TField field, ByteBuffer bytes)
            throws TException {
        out.writeMessageBegin(message);
        out.writeStructBegin(struct);
        out.writeFieldBegin(field);
        out.writeBinary(bytes);
        out.writeFieldEnd();
        out.writeFieldStop();
        out.writeStructEnd();
        out.writeMessageEnd();
        out.getTransport().flush();
    }

    /** The answer to the call of that number; to be used before the next is read. */
    static ByteBuffer readAnswer(TProtocol in, int seq) throws TException {
        TMessage message = in.readMessageBegin();
        if (message.type != TMessageType.REPLY || message.seqid != seq) {
            throw new TProtocolException("an answer to " + message + " came where " + seq + " was due");
        }
        ByteBuffer value = readStruct(in);
        in.readMessageEnd();
        return value;
    }

    /** Its one field, which lies in the transport's own buffer where it can. */
    private static ByteBuffer readStruct(TProtocol in) throws TException {
        in.readStructBegin();
        TField field = in.readFieldBegin();
        if (field.type != TType.STRING) {
            throw new TProtocolException("a field of type " + field.type);
        }
        ByteBuffer value = in.readBinary();
        in.readFieldEnd();
        in.readFieldBegin();
        in.readStructEnd();
        return value;
    }
}
