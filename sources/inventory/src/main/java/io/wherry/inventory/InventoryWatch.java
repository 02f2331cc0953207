package io.wherry.inventory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.InventoryRow;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that watches a collection. Events wait in a queue and are sent by a thread of their
 * own, so that a slow client never holds up the collector.
 *
 * @source inventory-and-providers.md 1.5
 */
public final class InventoryWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InventoryWatch.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A client this far behind is cut off; it may come back with a snapshot. */
  private static final int MOST_WAITING = 100_000;

  /** The client's end of the connection. */
  public interface Peer {
    /** Blocks until the message was handed to the network. */
    void send(String json) throws IOException;

    void close();
  }

  record What(String collection, int detail, boolean snapshot) {}

  private final MemoryInventory rows;
  private final What what;
  private final BlockingQueue<RowEvent> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Runnable stop = () -> {};
  private volatile Thread sender = Thread.ofVirtual().unstarted(() -> {});
  private long lastId;

  InventoryWatch(MemoryInventory rows, What what) {
    this.rows = rows;
    this.what = what;
  }

  /** Begins to send. Call once, when the connection is up. Returns at once. */
  public void open(Peer peer) {
    offer(RowEvent.of(RowEvent.Action.Started));
    stop = rows.watch(what.collection(), this::snapshot, this::offer);
    sender = Thread.ofVirtual().name("inventory-watch").start(() -> send(peer));
  }

  private void snapshot(List<InventoryRow> present) {
    if (what.snapshot()) {
      present.forEach(row -> offer(RowEvent.created(row)));
      if (rows.hasParity()) {
        offer(RowEvent.of(RowEvent.Action.Parity));
      }
    }
  }

  private void offer(RowEvent event) {
    if (event.concerns(what.collection()) && !waiting.offer(event)) {
      LOG.warn("a client that watches {} is too slow and is cut off", what.collection());
      close();
    }
  }

  private void send(Peer peer) {
    try {
      boolean ended = false;
      while (!closed.get() && !ended) {
        RowEvent event = waiting.take();
        peer.send(JSON.writeValueAsString(json(event)));
        ended = event.action() == RowEvent.Action.End;
      }
    } catch (IOException e) {
      LOG.debug("a watching client has gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
      peer.close();
    }
  }

  private ObjectNode json(RowEvent event) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("ID", ++lastId);
    json.putArray("Labels");
    json.put("Action", event.action().code());
    json.set("Resource", event.row().<JsonNode>map(this::row).orElseGet(json::nullNode));
    json.set("Updated", event.updated().<JsonNode>map(this::row).orElseGet(json::nullNode));
    return json;
  }

  private JsonNode row(InventoryRow row) {
    return row.atDetail(what.detail());
  }

  /** A message of the client; the one with Action 4 ends the watch. */
  public void received(String message) {
    try {
      if (JSON.readTree(message).path("Action").asInt() == RowEvent.Action.End.code()) {
        close();
      }
    } catch (JsonProcessingException e) {
      LOG.debug("a watching client sent no JSON", e);
    }
  }

  /** Ends the watch and closes the connection. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      stop.run();
      sender.interrupt();
    }
  }
}
