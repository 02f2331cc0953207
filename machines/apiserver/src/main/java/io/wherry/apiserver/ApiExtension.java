package io.wherry.apiserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Further paths under the same port, authentication and limits; given by the composition root. */
public interface ApiExtension {
  /** True for paths this extension answers, for example everything under {@code /inventory/}. */
  boolean serves(String path);

  /** True for paths that need no login, for example the files of a login page. */
  default boolean isPublic(String path) {
    return false;
  }

  /**
   * True for paths whose callers the extension judges itself, by {@link Call#may}; roles are asked
   * about the path otherwise.
   */
  default boolean authorizes(String path) {
    return false;
  }

  /** Kinds to show in discovery; empty when the extension is no part of the Kubernetes API. */
  default List<DiscoveryEntry> discovery() {
    return List.of();
  }

  /**
   * Answers one call; runs on a virtual thread and may block and stream for as long as it wants.
   *
   * @throws ApiFailure for an answer with a Status, as long as nothing was written
   * @throws IOException when the client has gone
   */
  void handle(Call call, Reply reply) throws IOException;

  /**
   * Whether a WebSocket upgrade on this path is taken, and by what. Throw {@link ApiFailure} to
   * refuse with a Status before the upgrade.
   */
  default Optional<SocketSession> upgrade(Call call) {
    return Optional.empty();
  }

  /** A request as the extension sees it. The body is bounded by the server's limit. */
  interface Call {
    String method();

    /** Decoded path, without the query. */
    String path();

    Map<String, List<String>> query();

    /** First value; empty when the header is missing. Names are not case-sensitive. */
    String header(String name);

    /** Name of the authenticated user. */
    String user();

    /** True for those who may do everything, on this machine as well. */
    default boolean isAdministrator() {
      return false;
    }

    /** Whether the caller's roles allow it. */
    default boolean may(Wish wish) {
      return isAdministrator();
    }

    InputStream body() throws IOException;

    /** First value of the parameter, or empty. */
    default String parameter(String name) {
      List<String> values = query().getOrDefault(name, List.of());
      return values.isEmpty() ? "" : values.getFirst();
    }
  }

  /**
   * A verb on a resource.
   *
   * @param namespace empty for all
   * @param name empty for all
   */
  record Wish(String verb, String group, String resource, String namespace, String name) {}

  /** Where the answer goes. */
  interface Reply {
    /** Adds a header; before the answer begins. */
    void header(String name, String value);

    /** A complete answer. */
    void send(int code, String contentType, byte[] body) throws IOException;

    /** A streamed answer; headers are sent at once. Close the stream to end the answer. */
    OutputStream stream(int code, String contentType) throws IOException;
  }

  /** An accepted WebSocket. Messages arrive one at a time. */
  interface SocketSession {
    /** Subprotocols in order of preference; empty for none. */
    List<String> subprotocols();

    /** The connection is up. May keep {@code peer} and use it from any thread. */
    void opened(Peer peer);

    void binary(byte[] message);

    /** Ignored unless overridden. */
    default void text(String message) {}

    /** The connection ended, for whatever reason. Called once. */
    void closed();
  }

  /** The other end of a WebSocket. */
  interface Peer {
    /** Blocks until the message was handed to the network. */
    void send(byte[] message) throws IOException;

    /** The same as a text message. */
    void sendText(String message) throws IOException;

    void close();
  }

  /**
   * A resource that discovery lists.
   *
   * @param plural may have a slash: {@code virtualmachines/start}
   */
  record DiscoveryEntry(
      String group, String version, String plural, String kind, Scope scope, List<String> verbs) {
    /** Where the resource lives. */
    public enum Scope {
      NAMESPACED,
      CLUSTER
    }
  }
}
