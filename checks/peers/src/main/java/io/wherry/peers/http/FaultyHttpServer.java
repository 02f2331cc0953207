package io.wherry.peers.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Serves one file with ranges over HTTP/1.1 and misbehaves as told. A thread per connection; ends
 * with {@link #close()}.
 */
public final class FaultyHttpServer implements AutoCloseable {
  private static final int MOST_HEAD = 32 << 10;

  private final ServerSocket listener;
  private final String scheme;
  private final Path file;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger busy = new AtomicInteger();
  private volatile List<Fault> faults = List.of();
  private volatile Consumer<String> watcher = _ -> {};

  private FaultyHttpServer(ServerSocket listener, String scheme, Path file) {
    this.listener = listener;
    this.scheme = scheme;
    this.file = file;
  }

  /** Serves the file on a free port of the loopback address. */
  public static FaultyHttpServer serve(Path file) throws IOException {
    return serve(file, 0);
  }

  /** Serves the file on a port of the loopback address. */
  public static FaultyHttpServer serve(Path file, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
    return new FaultyHttpServer(socket, "http", file).start();
  }

  /** Serves the file under TLS. */
  public static FaultyHttpServer serve(Path file, SSLContext tls) throws IOException {
    ServerSocket socket =
        tls.getServerSocketFactory().createServerSocket(0, 64, InetAddress.getLoopbackAddress());
    return new FaultyHttpServer(socket, "https", file).start();
  }

  private FaultyHttpServer start() {
    Thread _ = Thread.ofPlatform().daemon().name("http-accept").start(this::accept);
    return this;
  }

  /** From now on misbehaves like this, and in no other way. */
  public void inject(Fault... now) {
    faults = List.of(now);
    Fault.Busy turned = one(Fault.Busy.class);
    busy.set(turned == null ? 0 : turned.times());
  }

  /** Is told the first line of every request before it is answered. */
  public void watch(Consumer<String> other) {
    watcher = other;
  }

  /** The file's address. */
  public URI uri() {
    String host = scheme.equals("https") ? "localhost" : "127.0.0.1";
    return URI.create(scheme + "://" + host + ":" + listener.getLocalPort() + "/disk.img");
  }

  /** The ranges asked for so far, or the first line of requests without one. */
  public List<String> requests() {
    return requests;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        boolean _ = open.add(socket);
        Thread _ = Thread.ofPlatform().daemon().name("http-serve").start(() -> serve(socket));
      } catch (IOException _) {
        // closed, or a client that went away
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Pace pace = new Pace();
      while (!socket.isClosed()) {
        RequestHead head = RequestHead.read(in, MOST_HEAD);
        requests.add(head.header("range").orElse(head.line()));
        watcher.accept(head.line());
        new Answering(this, file, socket.getOutputStream(), pace).answer(head);
      }
    } catch (IOException _) {
      // how tests end
    } finally {
      boolean _ = open.remove(socket);
    }
  }

  /** The fault of a kind, if it is wanted now. */
  <F extends Fault> @Nullable F one(Class<F> kind) {
    return faults.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElse(null);
  }

  /** Whether this request is one of those to be turned away. */
  boolean isBusy() {
    return busy.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
