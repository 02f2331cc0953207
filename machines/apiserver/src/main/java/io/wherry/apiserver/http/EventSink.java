package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/** Where the events of a watch go. */
interface EventSink {
  /** Hands the events to the network; blocks. @throws IOException when the client has gone */
  void send(List<ObjectNode> events) throws IOException;

  /** False once the client has gone. */
  boolean isOpen();
}
