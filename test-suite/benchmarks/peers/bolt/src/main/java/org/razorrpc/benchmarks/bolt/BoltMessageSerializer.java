package org.razorrpc.benchmarks.bolt;

import com.alipay.remoting.DefaultCustomSerializer;
import com.alipay.remoting.InvokeContext;
import com.alipay.remoting.rpc.RequestCommand;
import com.alipay.remoting.rpc.ResponseCommand;
import com.alipay.remoting.rpc.protocol.RpcRequestCommand;
import com.alipay.remoting.rpc.protocol.RpcResponseCommand;

/** The bytes as they are. */
final class BoltMessageSerializer extends DefaultCustomSerializer {

    @Override
    public <T extends RequestCommand> boolean serializeContent(T command, InvokeContext context) {
        RpcRequestCommand request = (RpcRequestCommand) command;
        request.setContent(((BoltMessage) request.getRequestObject()).bytes());
        return true;
    }

    @Override
    public <T extends RequestCommand> boolean deserializeContent(T command) {
        RpcRequestCommand request = (RpcRequestCommand) command;
        request.setRequestObject(new BoltMessage(content(request.getContent())));
        return true;
    }

    @Override
    public <T extends ResponseCommand> boolean serializeContent(T command) {
        RpcResponseCommand response = (RpcResponseCommand) command;
        response.setContent(((BoltMessage) response.getResponseObject()).bytes());
        return true;
    }

    @Override
    public <T extends ResponseCommand> boolean deserializeContent(T command, InvokeContext context) {
        RpcResponseCommand response = (RpcResponseCommand) command;
        response.setResponseObject(new BoltMessage(content(response.getContent())));
        return true;
    }

    /** Nothing comes as null. */
    private static byte[] content(byte[] content) {
        return content == null ? new byte[0] : content;
    }
}
