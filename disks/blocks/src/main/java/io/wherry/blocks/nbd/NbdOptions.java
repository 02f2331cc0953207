package io.wherry.blocks.nbd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a server is talked to.
 *
 * @param tls certificates that are trusted, and our own; the server's name is always verified
 * @param stall a connection on which a request is not answered for that long is given up
 * @param bitmaps dirty bitmaps that will be asked for
 */
public record NbdOptions(Optional<SSLContext> tls, Duration stall, List<String> bitmaps) {
  /** The machine's own trust, a minute's patience. */
  public static final NbdOptions STANDARD =
      new NbdOptions(Optional.empty(), Duration.ofSeconds(60), List.of());

  public NbdOptions {
    bitmaps = List.copyOf(bitmaps);
  }

  public NbdOptions withTls(SSLContext context) {
    return new NbdOptions(Optional.of(context), stall, bitmaps);
  }

  public NbdOptions withStall(Duration limit) {
    return new NbdOptions(tls, limit, bitmaps);
  }

  public NbdOptions withBitmaps(List<String> wanted) {
    return new NbdOptions(tls, stall, wanted);
  }
}
