package io.wherry.peers.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers one request, with the faults that are wanted. */
final class Answering {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final int PIECE = 64 << 10;

  private final FaultyHttpServer server;
  private final Path file;
  private final OutputStream out;
  private final Pace pace;

  Answering(FaultyHttpServer server, Path file, OutputStream out, Pace pace) {
    this.server = server;
    this.file = file;
    this.out = out;
    this.pace = pace;
  }

  private <F extends Fault> Optional<F> fault(Class<F> kind) {
    return Optional.ofNullable(server.one(kind));
  }

  void answer(RequestHead head) throws IOException {
    fault(Fault.Latency.class).ifPresent(l -> LockSupport.parkNanos(l.delay().toNanos()));
    Optional<Fault.Login> login = fault(Fault.Login.class);
    if (login.isPresent()
        && !login.get().authorization().equals(head.header("authorization").orElse(""))) {
      refuse("401 Unauthorized", "WWW-Authenticate: Basic realm=\"test\"\r\n");
    } else if (server.isBusy()) {
      refuse(fault(Fault.Busy.class).map(Fault.Busy::status).orElse(503) + " Busy", "");
    } else if (fault(Fault.Redirect.class).isPresent()) {
      String to = fault(Fault.Redirect.class).get().location();
      refuse("302 Found", "Location: " + to + "\r\n");
    } else if (isChanged(head)) {
      refuse("412 Precondition Failed", "");
    } else {
      send(head);
    }
  }

  private String tag() throws IOException {
    Optional<Fault.Tag> other = fault(Fault.Tag.class);
    return other.isPresent()
        ? other.get().tag()
        : "\"%x-%x\"".formatted(Files.size(file), Files.getLastModifiedTime(file).toMillis());
  }

  private boolean isChanged(RequestHead head) throws IOException {
    return fault(Fault.NoConditions.class).isEmpty()
        && head.header("if-match").isPresent()
        && !head.header("if-match").get().equals(tag());
  }

  private void refuse(String status, String headers) throws IOException {
    String words = "no: " + status + "\n";
    text(
        "HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n%s"
            .formatted(status, words.length(), headers, words));
  }

  private void text(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private void send(RequestHead head) throws IOException {
    long size = Files.size(file);
    Matcher range = RANGE.matcher(head.header("range").orElse(""));
    boolean part = range.matches() && fault(Fault.WholeFile.class).isEmpty();
    long from = part ? Long.parseLong(range.group(1)) : 0;
    long to = part && !range.group(2).isEmpty() ? Long.parseLong(range.group(2)) : size - 1;
    to = Math.min(to, size - 1);
    if (from > to) {
      refuse("416 Range Not Satisfiable", "Content-Range: bytes */" + size + "\r\n");
      return;
    }
    long shift = fault(Fault.ShiftedRange.class).map(Fault.ShiftedRange::by).orElse(0L);
    long total = fault(Fault.TotalSize.class).map(Fault.TotalSize::bytes).orElse(size);
    boolean lengthless =
        fault(Fault.EndlessBody.class).isPresent() || fault(Fault.ShortBody.class).isPresent();
    StringBuilder answer =
        new StringBuilder(part ? "HTTP/1.1 206 Part\r\n" : "HTTP/1.1 200 OK\r\n");
    answer.append("ETag: ").append(tag()).append("\r\n");
    if (part) {
      answer.append("Content-Range: bytes %d-%d/%d\r\n".formatted(from + shift, to + shift, total));
    }
    answer.append(
        lengthless ? "Connection: close\r\n" : "Content-Length: " + (to - from + 1) + "\r\n");
    text(answer.append("\r\n").toString());
    if (!head.line().startsWith("HEAD")) {
      body(from + shift, to - from + 1);
    }
  }

  private void body(long from, long length) throws IOException {
    long send = length - fault(Fault.ShortBody.class).map(Fault.ShortBody::less).orElse(0L);
    long cut = fault(Fault.CutAfter.class).map(Fault.CutAfter::bytes).orElse(Long.MAX_VALUE);
    long stall = fault(Fault.StallAfter.class).map(Fault.StallAfter::bytes).orElse(Long.MAX_VALUE);
    copy(from, Math.min(send, Math.min(cut, stall)));
    if (stall < send) {
      hang();
    }
    if (fault(Fault.EndlessBody.class).isPresent()) {
      endless();
    }
    if (cut < send || send < length) {
      throw new IOException("cut as told");
    }
  }

  private void copy(long from, long length) throws IOException {
    long rate =
        fault(Fault.RatePerConnection.class)
            .map(Fault.RatePerConnection::bytesPerSecond)
            .orElse(0L);
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    try (FileChannel channel = FileChannel.open(file)) {
      for (long at = 0; at < length; ) {
        piece.clear().limit((int) Math.min(PIECE, length - at));
        int n = channel.read(piece, from + at);
        if (n <= 0) {
          throw new IOException("the file ends");
        }
        if (rate > 0) {
          pace.take(n, rate);
        }
        out.write(piece.array(), 0, n);
        at += n;
      }
    }
    out.flush();
  }

  private void endless() throws IOException {
    byte[] zeros = new byte[PIECE];
    while (true) {
      out.write(zeros);
    }
  }

  private static void hang() throws IOException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
