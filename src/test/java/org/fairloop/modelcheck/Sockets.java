package org.fairloop.modelcheck;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMISocketFactory;

/**
 * The sockets of a server or a worker. By itself the JDK listens at all addresses of the machine, and for objects at a port
 * that nobody knows before.
 */
final class Sockets extends RMISocketFactory {

    private static final int BACKLOG = 50;
    private static final int CONNECT_MILLIS = 10_000;

    private final InetAddress address;
    private final int objects;

    /**
     * Makes a factory.
     *
     * @param address the only address to listen at, which is also the one that others are told
     * @param objects the port for objects; 0 for any that is free
     */
    Sockets(InetAddress address, int objects) {
        this.address = address;
        this.objects = objects;
    }

    /** Uses these sockets in this JVM from now on, which must not have used others. */
    void install() throws IOException {
        System.setProperty("java.rmi.server.hostname", address.getHostAddress());
        RMISocketFactory.setSocketFactory(this);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
        return socket;
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return new ServerSocket(port == 0 ? objects : port, BACKLOG, address);
    }
}
