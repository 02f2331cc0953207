package io.wherry.blocks.http;

import io.wherry.blocks.tls.Trust;
import java.time.Duration;

/**
 * How a web server is talked to.
 *
 * @param trust whom TLS trusts
 * @param signer proves who we are; sent to the first host only, never to one it redirects to
 * @param connections requests in flight at once
 * @param stall a request that brings nothing for that long is given up and made again
 * @param attempts of one request without progress
 * @param firstRetry wait before the second attempt; doubles up to 10 s
 */
public record HttpOptions(
    Trust trust,
    RequestSigner signer,
    int connections,
    Duration stall,
    int attempts,
    Duration firstRetry) {
  /** The machine's trust, nobody's credentials, eight connections, some patience. */
  public static final HttpOptions STANDARD =
      new HttpOptions(
          Trust.SYSTEM, RequestSigner.none(), 8, Duration.ofSeconds(30), 6, Duration.ofMillis(250));

  public HttpOptions {
    if (connections < 1 || attempts < 1) {
      throw new IllegalArgumentException(connections + " connections, " + attempts + " attempts");
    }
  }

  public HttpOptions withTrust(Trust other) {
    return new HttpOptions(other, signer, connections, stall, attempts, firstRetry);
  }

  public HttpOptions withSigner(RequestSigner other) {
    return new HttpOptions(trust, other, connections, stall, attempts, firstRetry);
  }

  public HttpOptions withConnections(int other) {
    return new HttpOptions(trust, signer, other, stall, attempts, firstRetry);
  }

  public HttpOptions withStall(Duration other) {
    return new HttpOptions(trust, signer, connections, other, attempts, firstRetry);
  }

  public HttpOptions withRetries(int most, Duration first) {
    return new HttpOptions(trust, signer, connections, stall, most, first);
  }
}
