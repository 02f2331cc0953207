package io.wherry.blocks.nbd;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A connected byte stream: one reader and one writer at a time. */
abstract sealed class Wire implements Closeable permits Wire.Plain, Wire.Secured, EngineWire {
  private static final int CONNECT_MILLIS = 20_000;

  /** Fills the buffer. */
  abstract void read(ByteBuffer into) throws IOException;

  /** Sends all of both. */
  abstract void write(ByteBuffer head, ByteBuffer body) throws IOException;

  static Wire connect(NbdAddress address) throws IOException {
    if (address.socket().isPresent()) {
      return new Plain(SocketChannel.open(UnixDomainSocketAddress.of(address.socket().get())));
    }
    SocketChannel channel = SocketChannel.open();
    try {
      channel
          .socket()
          .connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
      SocketChannel _ = channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SocketChannel _ = channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return new Plain(channel);
  }

  /** The same stream under TLS; the server's certificate must be of its name. */
  Wire secured(NbdAddress address, SSLContext context) throws IOException {
    if (!(this instanceof Plain plain)) {
      throw new IOException("already under TLS");
    }
    if (address.socket().isPresent()) {
      SSLEngine engine = context.createSSLEngine(bare(address.host()), 0);
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      return EngineWire.secured(plain, engine);
    }
    return overTcp(plain, address, context.getSocketFactory());
  }

  private static Wire overTcp(Plain plain, NbdAddress address, SSLSocketFactory factory)
      throws IOException {
    Socket below = plain.channel.socket();
    SSLSocket socket =
        (SSLSocket) factory.createSocket(below, bare(address.host()), address.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(CONNECT_MILLIS);
    socket.startHandshake();
    socket.setSoTimeout(0);
    return new Secured(socket);
  }

  /** An IPv6 address without its brackets, as certificates have it. */
  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  static final class Plain extends Wire {
    private final SocketChannel channel;

    Plain(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    void read(ByteBuffer into) throws IOException {
      while (into.hasRemaining()) {
        if (channel.read(into) < 0) {
          throw new EOFException("the server closed the connection");
        }
      }
    }

    /** Reads at least one byte. */
    void readSome(ByteBuffer into) throws IOException {
      if (channel.read(into) < 0) {
        throw new EOFException("the server closed the connection");
      }
    }

    @Override
    void write(ByteBuffer head, ByteBuffer body) throws IOException {
      ByteBuffer[] both = {head, body};
      while (head.hasRemaining() || body.hasRemaining()) {
        long _ = channel.write(both);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  static final class Secured extends Wire {
    private static final int PIECE = 64 << 10;

    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] received = new byte[PIECE];
    private final byte[] sent = new byte[PIECE];

    Secured(SSLSocket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
    }

    @Override
    void read(ByteBuffer into) throws IOException {
      while (into.hasRemaining()) {
        int n = in.read(received, 0, Math.min(PIECE, into.remaining()));
        if (n < 0) {
          throw new EOFException("the server closed the connection");
        }
        into.put(received, 0, n);
      }
    }

    @Override
    void write(ByteBuffer head, ByteBuffer body) throws IOException {
      send(head);
      send(body);
      out.flush();
    }

    private void send(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        int n = Math.min(PIECE, bytes.remaining());
        bytes.get(sent, 0, n);
        out.write(sent, 0, n);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
