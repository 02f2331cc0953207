package io.wherry.testkit.ovirt;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.wherry.testkit.SelfSigned;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The image daemon's HTTP over files: options, extents, ranges. */
public final class SimImages implements ImageServer {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final int PIECE = 64 << 10;

  private final Map<String, Image> tickets = new ConcurrentHashMap<>();
  private final AtomicLong served = new AtomicLong();
  private final AtomicLong ticketsEndAfter = new AtomicLong(Long.MAX_VALUE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpsServer server;

  SimImages(SelfSigned certificate) {
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    server.setExecutor(threads);
    server.createContext("/images/", this::handle);
    server.start();
  }

  @Override
  public String add(String ticket, Image image) {
    tickets.put(ticket, image);
    return "https://127.0.0.1:" + server.getAddress().getPort() + "/images/" + ticket;
  }

  @Override
  public void remove(String ticket) {
    tickets.remove(ticket);
  }

  /** Once so many more bytes were served, all tickets of that time are gone. */
  public void loseTicketsAfter(long bytes) {
    ticketsEndAfter.set(served.get() + bytes);
  }

  /** Bytes of disks that were sent. */
  public long served() {
    return served.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/");
    Image image = path.length > 2 ? tickets.get(path[2]) : null;
    if (image == null) {
      answer(exchange, 403, "{\"code\": 403, \"title\": \"Forbidden\"}");
    } else if (exchange.getRequestMethod().equals("OPTIONS")) {
      answer(
          exchange, 200, "{\"features\": [\"extents\"], \"max_readers\": 8, \"max_writers\": 8}");
    } else if (path.length == 4 && path[3].equals("extents")) {
      extents(exchange, image);
    } else if (path.length == 3 && exchange.getRequestMethod().equals("GET")) {
      send(exchange, image.raw());
    } else {
      answer(exchange, 404, "{\"code\": 404}");
    }
  }

  private static void extents(HttpExchange exchange, Image image) throws IOException {
    boolean dirty = String.valueOf(exchange.getRequestURI().getQuery()).contains("dirty");
    if (dirty && image.before().isEmpty()) {
      answer(exchange, 404, "{\"code\": 404, \"explanation\": \"no dirty extents\"}");
      return;
    }
    List<String> list = new ArrayList<>();
    try (FileChannel in = FileChannel.open(image.raw());
        FileChannel before = FileChannel.open(image.before().orElse(image.raw()))) {
      long start = 0;
      String kind = "";
      for (long at = 0; at < in.size(); at += PIECE) {
        ByteBuffer now = piece(in, at);
        boolean zero = now.mismatch(ByteBuffer.allocate(now.limit())) < 0;
        String own =
            dirty
                ? "\"dirty\": %b, \"zero\": %b"
                    .formatted(now.mismatch(piece(before, at)) >= 0, zero)
                : "\"zero\": %1$b, \"hole\": %1$b".formatted(zero);
        if (!own.equals(kind) && at > 0) {
          list.add(extent(start, at, kind));
          start = at;
        }
        kind = own;
      }
      list.add(extent(start, in.size(), kind));
    }
    answer(exchange, 200, list.toString());
  }

  private static String extent(long start, long end, String kind) {
    return "{\"start\": %d, \"length\": %d, %s}".formatted(start, end - start, kind);
  }

  private static ByteBuffer piece(FileChannel in, long at) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, in.size() - at));
    while (piece.hasRemaining() && in.read(piece, at + piece.position()) >= 0) {
      // until it is full
    }
    return piece.flip();
  }

  private void send(HttpExchange exchange, Path file) throws IOException {
    String header = exchange.getRequestHeaders().getFirst("Range");
    Matcher range = RANGE.matcher(header == null ? "" : header);
    try (FileChannel in = FileChannel.open(file)) {
      if (!range.matches()) {
        answer(exchange, 400, "{\"code\": 400, \"explanation\": \"the double wants ranges\"}");
        return;
      }
      long from = Long.parseLong(range.group(1));
      long to =
          range.group(2).isEmpty()
              ? in.size() - 1
              : Math.min(Long.parseLong(range.group(2)), in.size() - 1);
      if (from > to) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + in.size());
        answer(exchange, 416, "{}");
        return;
      }
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, to, in.size()));
      exchange.sendResponseHeaders(206, to - from + 1);
      try (OutputStream out = exchange.getResponseBody()) {
        copy(in, from, to, out);
      }
    }
  }

  private void copy(FileChannel in, long from, long to, OutputStream out) throws IOException {
    for (long at = from; at <= to; ) {
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, to + 1 - at));
      int n = in.read(piece, at);
      if (n < 0) {
        throw new IOException("the file has become shorter");
      }
      out.write(piece.array(), 0, n);
      at += n;
      if (served.addAndGet(n) >= ticketsEndAfter.get()) {
        ticketsEndAfter.set(Long.MAX_VALUE);
        tickets.clear();
        throw new IOException("the ticket has ended, as told");
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
