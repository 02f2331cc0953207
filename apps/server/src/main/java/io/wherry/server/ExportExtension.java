package io.wherry.server;

import io.wherry.apiserver.ApiExtension;
import io.wherry.apiserver.ApiFailure;
import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.exports.ExportPath;
import io.wherry.exports.Exports;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Disks and manifests of exports, for whoever has the token: raw with ranges, or packed with gzip.
 *
 * @source inventory-and-providers.md section 3.8
 */
final class ExportExtension implements ApiExtension {
  static final String ROOT = ExportPath.ROOT;

  private static final String TOKEN = "x-kubevirt-export-token";
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");
  private static final int PIECE = 1 << 20;

  private final Exports exports;

  ExportExtension(Exports exports) {
    this.exports = exports;
  }

  @Override
  public boolean serves(String path) {
    return path.startsWith(ROOT + "/");
  }

  /** {@inheritDoc} The token is all that is asked for, as KubeVirt does. */
  @Override
  public boolean isPublic(String path) {
    return serves(path);
  }

  @Override
  public void handle(Call call, Reply reply) throws IOException {
    if (!call.method().equals("GET")) {
      throw ApiFailure.methodNotAllowed();
    }
    ExportPath path = ExportPath.parse(call.path()).orElseThrow(ApiFailure::noSuchPath);
    try {
      if (!path.isDisk()) {
        byte[] list =
            exports.manifests(path, call.header(TOKEN)).toString().getBytes(StandardCharsets.UTF_8);
        reply.send(200, "application/json", list);
        return;
      }
      try (BlockReader disk = exports.disk(path, call.header(TOKEN))) {
        if (path.isPacked()) {
          packed(disk, reply);
        } else {
          raw(disk, call.header("Range"), reply);
        }
      }
    } catch (PeerRefused e) {
      throw ApiFailure.of(401, "Unauthorized", String.valueOf(e.getMessage()));
    } catch (PeerUnavailable e) {
      throw ApiFailure.of(503, "ServiceUnavailable", String.valueOf(e.getMessage()));
    } catch (InvalidRequest e) {
      throw ApiFailure.of(404, "NotFound", String.valueOf(e.getMessage()));
    }
  }

  private static void raw(BlockReader disk, String header, Reply reply) throws IOException {
    Matcher range = RANGE.matcher(header);
    long size = disk.size();
    reply.header("Accept-Ranges", "bytes");
    if (!range.matches()) {
      reply.header("Content-Length", Long.toString(size));
      try (OutputStream out = reply.stream(200, "application/octet-stream")) {
        copy(disk, 0, size, out);
      }
      return;
    }
    long from = Long.parseLong(range.group(1));
    long to =
        range.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(range.group(2)), size - 1);
    if (from > to) {
      reply.header("Content-Range", "bytes */" + size);
      reply.send(416, "text/plain", new byte[0]);
      return;
    }
    reply.header("Content-Range", "bytes %d-%d/%d".formatted(from, to, size));
    reply.header("Content-Length", Long.toString(to - from + 1));
    try (OutputStream out = reply.stream(206, "application/octet-stream")) {
      copy(disk, from, to + 1, out);
    }
  }

  private static void copy(BlockReader disk, long from, long end, OutputStream out)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(PIECE, Math.max(1, end - from)));
    for (long at = from; at < end; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      disk.read(at, buffer);
      out.write(buffer.array(), 0, buffer.limit());
    }
  }

  private static void packed(BlockReader disk, Reply reply) throws IOException {
    try (GZIPOutputStream out = new Quick(reply.stream(200, "application/gzip"))) {
      byte[] zeros = new byte[PIECE];
      for (Extent extent : disk.extents()) {
        if (extent.kind() == ExtentKind.DATA) {
          copy(disk, extent.offset(), extent.end(), out);
        } else {
          for (long left = extent.length(); left > 0; left -= PIECE) {
            out.write(zeros, 0, (int) Math.min(PIECE, left));
          }
        }
      }
    }
  }

  /** The quickest level: the network is faster than any other. */
  private static final class Quick extends GZIPOutputStream {
    Quick(OutputStream out) throws IOException {
      super(out, PIECE / 4);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
