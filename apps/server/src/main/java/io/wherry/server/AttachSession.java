package io.wherry.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiExtension.Peer;
import io.wherry.apiserver.ApiExtension.SocketSession;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.PodLogSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The output of a pod's program from now on, or the console of a launcher's guest. Read only. */
final class AttachSession implements SocketSession {
  private final ObjectNode pod;
  private final PodLogSource logs;
  private volatile @Nullable Thread reader;

  AttachSession(ObjectNode pod, PodLogSource logs) {
    this.pod = pod;
    this.logs = logs;
  }

  @Override
  public List<String> subprotocols() {
    return Channels.PROTOCOLS;
  }

  @Override
  public void opened(Peer peer) {
    reader = Thread.ofVirtual().name("attach").start(() -> run(peer));
  }

  private void run(Peer peer) {
    Channels channels = new Channels(peer);
    var query =
        new PodLogSource.Query(
            "",
            PodLogSource.Follow.YES,
            OptionalLong.of(0),
            OptionalLong.empty(),
            Optional.empty(),
            PodLogSource.Timestamps.NO);
    try {
      logs.copy(pod, query, channels.stream(Channels.STDOUT));
      channels.success();
    } catch (ApiFailure e) {
      fail(channels, String.valueOf(e.getMessage()));
    } catch (IOException _) {
      // the client has gone
    } finally {
      peer.close();
    }
  }

  private static void fail(Channels channels, String message) {
    try {
      channels.failed(message);
    } catch (IOException _) {
      // the client has gone
    }
  }

  /** What runs is not the client's to type into: {@code wherry console} is. */
  @Override
  public void binary(byte[] message) {}

  @Override
  public void closed() {
    Thread running = reader;
    if (running != null) {
      running.interrupt();
    }
  }
}
