package io.wherry.ova;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes small tar archives, right and wrong ones. */
final class TarWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  TarWriter file(String name, byte[] content) {
    return entry(name, '0', content, content.length);
  }

  TarWriter file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  TarWriter entry(String name, char type, byte[] content, long statedSize) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 124, "%011o\0".formatted(statedSize));
    put(header, 136, "00000000000\0");
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    out.writeBytes(header);
    out.writeBytes(content);
    out.writeBytes(new byte[(512 - content.length % 512) % 512]);
    return this;
  }

  TarWriter longName(String name, byte[] content) {
    byte[] bytes = (name + "\0").getBytes(StandardCharsets.UTF_8);
    return entry("././@LongLink", 'L', bytes, bytes.length).file("short", content);
  }

  TarWriter pax(String key, String value, String name, byte[] content) {
    String body = " " + key + "=" + value + "\n";
    int length = body.length() + 2;
    String record = (length > 99 ? length + 1 : length) + body;
    byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
    return entry("PaxHeader/x", 'x', bytes, bytes.length).file(name, content);
  }

  byte[] unfinished() {
    return out.toByteArray();
  }

  byte[] finished() {
    out.writeBytes(new byte[1024]);
    return out.toByteArray();
  }

  Path writeTo(Path file) throws IOException {
    return Files.write(file, finished());
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
