package io.wherry.peers.http;

import java.time.Duration;

/** One way in which the server of a test misbehaves. */
public sealed interface Fault {
  /** Waits before every answer. */
  record Latency(Duration delay) implements Fault {}

  /** Sends no faster than this over any one connection. */
  record RatePerConnection(long bytesPerSecond) implements Fault {}

  /** Closes the connection after so many bytes of a body. */
  record CutAfter(long bytes) implements Fault {}

  /** Sends nothing more after so many bytes of a body, and keeps the connection. */
  record StallAfter(long bytes) implements Fault {}

  /** Answers that many requests with a status. */
  record Busy(int status, int times) implements Fault {}

  /** Knows no ranges: sends the whole file with status 200. */
  record WholeFile() implements Fault {}

  /** Says and sends bytes that lie further on than those asked for. */
  record ShiftedRange(long by) implements Fault {}

  /** Has another tag than the file's own. */
  record Tag(String tag) implements Fault {}

  /** Ignores If-Match and If-Unmodified-Since. */
  record NoConditions() implements Fault {}

  /** States another size of the file. */
  record TotalSize(long bytes) implements Fault {}

  /** A body without length that goes on for ever. */
  record EndlessBody() implements Fault {}

  /** Ends a body of unknown length early, as if it were whole. */
  record ShortBody(long less) implements Fault {}

  /** Sends the client elsewhere. */
  record Redirect(String location) implements Fault {}

  /** Lets in only who says this. */
  record Login(String authorization) implements Fault {}
}
