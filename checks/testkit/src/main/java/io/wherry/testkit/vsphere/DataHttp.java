package io.wherry.testkit.vsphere;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of the datastore and exported disks over HTTP, as fast as told. */
final class DataHttp {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final Pattern FLAT = Pattern.compile("(.+)/(.+?)(-\\d{6})?(-flat|-delta)?\\.vmdk");
  private static final int PIECE = 256 << 10;

  private final SimEstate estate;
  private final Leases leases;
  private final Throttle host;
  private final Map<InetSocketAddress, Throttle> connections = new ConcurrentHashMap<>();
  private final AtomicLong served = new AtomicLong();

  DataHttp(SimEstate estate, Leases leases) {
    this.estate = estate;
    this.leases = leases;
    this.host = new Throttle(() -> estate.misdeeds().hostBytesPerSecond());
  }

  /** Bytes of disks that were sent. */
  long served() {
    return served.get();
  }

  /** Reads a part of what is served. */
  private interface Bytes {
    byte[] read(long offset, int length);
  }

  void folder(HttpExchange exchange) throws IOException {
    String path =
        URLDecoder.decode(
            exchange
                .getRequestURI()
                .getRawPath()
                .substring("/folder/".length())
                .replace("+", "%2B"),
            StandardCharsets.UTF_8);
    Matcher m = FLAT.matcher(path);
    Optional<SimVm> vm =
        m.matches()
            ? estate.machines().stream().filter(v -> v.name.equals(m.group(1))).findFirst()
            : Optional.empty();
    Optional<SimDisk> disk =
        vm.flatMap(v -> v.disks.stream().filter(d -> d.name().equals(m.group(2))).findFirst());
    if (disk.isEmpty() || !estate.storeType().matches("VMFS|NFS|NFS41")) {
      status(exchange, 404);
    } else if (m.group(4) == null) {
      byte[] text = descriptor(disk.get(), m.group(3) != null).getBytes(StandardCharsets.UTF_8);
      send(
          exchange,
          text.length,
          (offset, n) -> java.util.Arrays.copyOfRange(text, (int) offset, (int) offset + n));
    } else if (m.group(3) != null) {
      status(exchange, 404);
    } else if (isLocked(vm.get(), disk.get())) {
      status(exchange, 500);
    } else {
      SimDisk d = disk.get();
      send(exchange, d.capacity(), (offset, n) -> d.read(0, offset, n));
    }
  }

  /** A running machine writes the extent itself, unless a snapshot sends its writes elsewhere. */
  private static boolean isLocked(SimVm vm, SimDisk disk) {
    return vm.power().equals("poweredOn") && disk.depth() == 0;
  }

  private static String descriptor(SimDisk disk, boolean delta) {
    long sectors = disk.capacity() / 512;
    return "# Disk DescriptorFile\nversion=1\nCID=%s\nparentCID=%s\ncreateType=\"%s\"\n\nRW %d %s \"%s\"\n"
        .formatted(
            delta ? "0badcafe" : "7b1c2d3e",
            delta ? "7b1c2d3e" : "ffffffff",
            delta ? "vmfsSparse" : "vmfs",
            sectors,
            delta ? "VMFSSPARSE" : "VMFS",
            disk.name() + (delta ? "-000001-delta.vmdk" : "-flat.vmdk"));
  }

  void nfc(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/");
    Optional<Leases.Lease> lease = path.length == 4 ? leases.live(path[2]) : Optional.empty();
    if (lease.isEmpty()) {
      status(exchange, 404);
      return;
    }
    SimDisk disk = lease.get().vm.disks.get(Integer.parseInt(path[3].replaceAll("\\D", "")));
    exchange.sendResponseHeaders(200, 0);
    long cut = estate.misdeeds().takeCut();
    try (OutputStream out = new PacedStream(exchange, cut)) {
      new StreamOptimized(out, disk.capacity())
          .write((offset, n) -> {
            if (leases.live(path[2]).isEmpty()) {
              throw new java.io.UncheckedIOException(new IOException("the lease has timed out"));
            }
            return lease.get().read(disk, offset, n);
          });
    } catch (java.io.UncheckedIOException e) {
      throw new IOException(e);
    }
  }

  static void status(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private void send(HttpExchange exchange, long size, Bytes bytes) throws IOException {
    String header = exchange.getRequestHeaders().getFirst("Range");
    Matcher range = RANGE.matcher(header == null ? "" : header);
    boolean part = range.matches();
    long from = part ? Long.parseLong(range.group(1)) : 0;
    long to =
        part && !range.group(2).isEmpty()
            ? Math.min(Long.parseLong(range.group(2)), size - 1)
            : size - 1;
    if (from > to) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + size);
      status(exchange, 416);
      return;
    }
    if (part) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, to, size));
    }
    exchange.sendResponseHeaders(part ? 206 : 200, to - from + 1);
    long cut = to - from > PIECE / 8 ? estate.misdeeds().takeCut() : -1;
    try (OutputStream out = new PacedStream(exchange, cut)) {
      for (long at = from; at <= to; at += PIECE) {
        out.write(bytes.read(at, (int) Math.min(PIECE, to + 1 - at)));
      }
    }
  }

  /** Writes at the rates of connection and host, and breaks off where it was told to. */
  private final class PacedStream extends OutputStream {
    private final OutputStream out;
    private final Throttle own;
    private long left;

    PacedStream(HttpExchange exchange, long cut) {
      this.out = exchange.getResponseBody();
      this.left = cut < 0 ? Long.MAX_VALUE : cut;
      this.own =
          connections.computeIfAbsent(
              exchange.getRemoteAddress(),
              _ -> new Throttle(() -> estate.misdeeds().bytesPerSecond()));
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (length > left) {
        throw new IOException("cut as told");
      }
      left -= length;
      own.take(length);
      host.take(length);
      out.write(bytes, offset, length);
      served.addAndGet(length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
