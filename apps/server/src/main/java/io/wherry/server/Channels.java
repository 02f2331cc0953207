package io.wherry.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiExtension.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Kubernetes' streams over one WebSocket: the first byte of each message names the stream.
 *
 * @source Kubernetes documentation and its client library, v4.channel.k8s.io and v5
 */
final class Channels {
  static final int STDIN = 0;
  static final int STDOUT = 1;
  static final int STDERR = 2;
  static final int CLOSE = 255;

  /** In order of preference; v5 adds that a client can end its input. */
  static final List<String> PROTOCOLS = List.of("v5.channel.k8s.io", "v4.channel.k8s.io");

  private static final int STATUS = 3;
  private static final int BLOCK = 16 << 10;

  private final Peer peer;

  Channels(Peer peer) {
    this.peer = peer;
  }

  void send(int channel, byte[] bytes, int length) throws IOException {
    byte[] message = new byte[length + 1];
    message[0] = (byte) channel;
    System.arraycopy(bytes, 0, message, 1, length);
    peer.send(message);
  }

  /** Sends everything that comes until the end. */
  void pump(InputStream in, int channel) throws IOException {
    byte[] block = new byte[BLOCK];
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      if (n > 0) {
        send(channel, block, n);
      }
    }
  }

  /** Everything that is written goes to the channel. */
  OutputStream stream(int channel) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        byte[] part = java.util.Arrays.copyOfRange(bytes, from, from + length);
        send(channel, part, length);
      }
    };
  }

  void success() throws IOException {
    status(JsonNodeFactory.instance.objectNode().put("status", "Success"));
  }

  void exited(int code) throws IOException {
    if (code == 0) {
      success();
      return;
    }
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("status", "Failure").put("reason", "NonZeroExitCode");
    status.put(
        "message",
        "command terminated with non-zero exit code: error executing command, exit code " + code);
    status
        .putObject("details")
        .putArray("causes")
        .addObject()
        .put("reason", "ExitCode")
        .put("message", Integer.toString(code));
    status(status);
  }

  void failed(String message) throws IOException {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("status", "Failure").put("reason", "InternalError");
    status(status.put("message", message).put("code", 500));
  }

  private void status(ObjectNode status) throws IOException {
    status.putObject("metadata");
    byte[] bytes = status.toString().getBytes(StandardCharsets.UTF_8);
    send(STATUS, bytes, bytes.length);
  }
}
