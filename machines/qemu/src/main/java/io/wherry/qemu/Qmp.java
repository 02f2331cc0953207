package io.wherry.qemu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Cancelled;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A connection to QEMU's control socket. Commands have a time limit, since a QEMU that waits for a
 * page of another host does not answer. Safe for several threads.
 */
public final class Qmp implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final SocketChannel socket;
  private final String peer;
  private final Consumer<JsonNode> events;
  private final Map<String, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
  private final AtomicLong ids = new AtomicLong();
  private volatile boolean lost;

  private Qmp(SocketChannel socket, String peer, Consumer<JsonNode> events) {
    this.socket = socket;
    this.peer = peer;
    this.events = events;
  }

  /**
   * Connects and negotiates. Blocks.
   *
   * @param events called in order, from one thread, with QMP events; {@code {"event":"LOST"}} is
   *     the last one, when the connection ended
   * @throws PeerUnavailable nobody listens or answers
   */
  public static Qmp connect(Path path, Consumer<JsonNode> events) {
    try {
      SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        boolean _ = socket.connect(UnixDomainSocketAddress.of(path));
      } catch (IOException e) {
        socket.close();
        throw e;
      }
      Qmp qmp = new Qmp(socket, path.toString(), events);
      Thread.ofVirtual().name("qmp " + path).start(qmp::listen);
      JsonNode hello = qmp.await(qmp.greeting, "greeting");
      JsonNode _ = qmp.execute("qmp_capabilities", wanted(hello));
      return qmp;
    } catch (IOException e) {
      throw new PeerUnavailable("QEMU does not listen at " + path + ": " + e.getMessage(), e);
    }
  }

  /** Out-of-band commands reach a QEMU whose main loop waits for a page of another host. */
  private static ObjectNode wanted(JsonNode hello) {
    ObjectNode arguments = JSON.createObjectNode();
    for (JsonNode offered : hello.at("/QMP/capabilities")) {
      if (offered.asText().equals("oob")) {
        arguments.putArray("enable").add("oob");
      }
    }
    return arguments;
  }

  /** Runs a command without arguments. Blocks up to ten seconds. */
  public JsonNode execute(String command) {
    return execute(command, JSON.createObjectNode());
  }

  /**
   * Runs a command and gives its result. Blocks up to ten seconds.
   *
   * @throws InvalidRequest QEMU refused it
   * @throws PeerUnavailable no answer in time, or the connection is lost
   */
  public JsonNode execute(String command, ObjectNode arguments) {
    return ask("execute", command, arguments);
  }

  /**
   * As {@link #execute}, before all commands that wait and although the main loop is stuck; for the
   * few commands that QEMU allows it for.
   */
  public JsonNode executeAtOnce(String command, ObjectNode arguments) {
    return ask("exec-oob", command, arguments);
  }

  private JsonNode ask(String verb, String command, ObjectNode arguments) {
    String id = Long.toString(ids.incrementAndGet());
    ObjectNode message = JSON.createObjectNode().put(verb, command).put("id", id);
    if (!arguments.isEmpty()) {
      message.set("arguments", arguments);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    try {
      if (lost) {
        throw new PeerUnavailable("The connection to QEMU at " + peer + " is lost.");
      }
      send(message.toString() + "\n");
      JsonNode result = await(answer, command);
      if (result.has("error")) {
        throw new InvalidRequest(
            "QEMU refused '" + command + "': " + result.at("/error/desc").asText());
      }
      return result.path("return");
    } finally {
      waiting.remove(id);
    }
  }

  private void send(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try {
      synchronized (socket) {
        while (bytes.hasRemaining()) {
          int _ = socket.write(bytes);
        }
      }
    } catch (IOException e) {
      throw new PeerUnavailable("QEMU at " + peer + " went away: " + e.getMessage(), e);
    }
  }

  private JsonNode await(CompletableFuture<JsonNode> answer, String what) {
    try {
      return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("Interrupted while QEMU answered '" + what + "'.", e);
    } catch (TimeoutException e) {
      throw new PeerUnavailable("QEMU at " + peer + " did not answer '" + what + "' in time.", e);
    } catch (ExecutionException e) {
      throw new PeerUnavailable("QEMU at " + peer + " went away during '" + what + "'.", e);
    }
  }

  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        dispatch(JSON.readTree(line));
        line = lines.readLine();
      }
      end(new IOException("end of stream"));
    } catch (JsonProcessingException e) {
      end(new IOException("QEMU sent something that is not JSON", e));
    } catch (IOException e) {
      end(e);
    }
  }

  private void dispatch(JsonNode message) {
    if (message.has("QMP")) {
      greeting.complete(message);
    } else if (message.has("event")) {
      events.accept(message);
    } else {
      CompletableFuture<JsonNode> answer = waiting.get(message.path("id").asText());
      if (answer != null) {
        answer.complete(message);
      }
    }
  }

  private void end(IOException why) {
    lost = true;
    greeting.completeExceptionally(why);
    waiting.values().forEach(f -> f.completeExceptionally(why));
    events.accept(JSON.createObjectNode().put("event", "LOST"));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // closing is all we wanted
    }
  }
}
