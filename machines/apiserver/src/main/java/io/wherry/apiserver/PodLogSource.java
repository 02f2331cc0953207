package io.wherry.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Where the logs of pods come from; given by the composition root. */
public interface PodLogSource {
  /**
   * What the client asked for.
   *
   * @param container empty for the only container
   * @param follow keep streaming until the container ended or the client left
   */
  record Query(
      String container,
      Follow follow,
      OptionalLong tailLines,
      OptionalLong limitBytes,
      Optional<Instant> since,
      Timestamps timestamps) {}

  /** Whether the stream goes on while the container runs. */
  enum Follow {
    NO,
    YES
  }

  /** Whether each line starts with its RFC 3339 time. */
  enum Timestamps {
    NO,
    YES
  }

  /**
   * Writes the log to {@code out} and returns when it is finished; runs on a virtual thread and may
   * block. Flush when a follower shall see what was written so far.
   *
   * @throws ApiFailure before the first byte, for example 400 when the container has not started
   * @throws IOException when the client has gone; stop then
   */
  void copy(ObjectNode pod, Query query, OutputStream out) throws IOException;
}
