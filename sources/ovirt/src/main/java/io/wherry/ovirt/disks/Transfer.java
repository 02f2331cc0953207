package io.wherry.ovirt.disks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.ovirt.rest.Engine;
import io.wherry.ovirt.rest.EngineFault;
import io.wherry.ovirt.rest.Json;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.WherryException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An image transfer of the engine: it locks the disk, and gives a ticket for its bytes to whoever
 * holds its URL. One that nobody keeps alive is cancelled by the engine, so that a worker that died
 * leaves no locked disk behind.
 *
 * @source inventory-and-providers.md section 3.5
 */
final class Transfer {
  private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);

  /** Seconds without a sign of life after which the engine gives it up. */
  private static final int INACTIVITY = 60;

  private static final Duration POLL = Duration.ofSeconds(1);

  /** Longer than a transfer that was left behind lives. */
  private static final int LOCKED_POLLS = 150;

  private static final int START_POLLS = 120;
  private static final int END_POLLS = 20;

  private final Engine engine;
  private final String id;
  private final List<String> urls;

  private Transfer(Engine engine, String id, List<String> urls) {
    this.engine = engine;
    this.id = id;
    this.urls = urls;
  }

  /**
   * Begins one and waits until the bytes can be read. Blocks.
   *
   * @throws PeerUnavailable the disk stays locked, or the engine does not get it going
   * @throws PeerRefused the account may not do it
   */
  static Transfer begin(Engine engine, DiskPlace place) {
    JsonNode made = create(engine, place);
    String id = Json.text(made, "id");
    try {
      return started(engine, id, place);
    } catch (RuntimeException e) {
      end(engine, id, "cancel");
      throw e;
    }
  }

  private static JsonNode create(Engine engine, DiskPlace place) {
    ObjectNode wish =
        Json.object()
            .put("direction", "download")
            .put("format", "raw")
            .put("inactivity_timeout", Integer.toString(INACTIVITY))
            .put("timeout_policy", "cancel");
    wish.putObject("disk").put("id", place.disk());
    if (!place.backup().isEmpty()) {
      wish.putObject("backup").put("id", place.backup());
    }
    for (int i = 0; ; i++) {
      try {
        return engine.post("imagetransfers", wish);
      } catch (EngineFault fault) {
        if (!fault.isBusy() || i >= LOCKED_POLLS) {
          throw fault.translate("A transfer of " + place.label() + " cannot be begun");
        }
        if (i == 0) {
          LOG.info("{} is busy, waiting: {}", place.label(), fault.getMessage());
        }
        pause();
      }
    }
  }

  private static Transfer started(Engine engine, String id, DiskPlace place) {
    for (int i = 0; i < START_POLLS; i++) {
      JsonNode now =
          engine.ask(path(id), "The transfer of " + place.label() + " cannot be followed");
      String phase = Json.text(now, "phase");
      switch (phase) {
        case "transferring" -> {
          List<String> urls =
              Stream.of(Json.text(now, "transfer_url"), Json.text(now, "proxy_url"))
                  .filter(url -> !url.isEmpty())
                  .toList();
          return new Transfer(engine, id, urls);
        }
        case "cancelled", "cancelled_system", "finished_failure", "finalizing_failure" ->
            throw new PeerUnavailable(
                "The engine has given up the transfer of %s before it began (%s). Its events say why."
                    .formatted(place.label(), phase));
        default -> pause();
      }
    }
    throw new PeerUnavailable(
        "The transfer of %s has not begun within %d s.".formatted(place.label(), START_POLLS));
  }

  private static String path(String id) {
    return "imagetransfers/" + id;
  }

  /** Where the bytes are: straight at the host first, then through the engine. Secret. */
  List<String> urls() {
    return urls;
  }

  /** Keeps it alive, as far as the engine lets us. Blocks. */
  void extend() {
    try {
      var _ = engine.post(path(id) + "/extend", Json.object());
    } catch (EngineFault | WherryException e) {
      LOG.warn("a transfer cannot be kept alive: {}", e.getMessage());
    }
  }

  /** Ends it after everything was read, and waits until the disk is free. Blocks. */
  void finish() {
    end(engine, id, "finalize");
  }

  /** Ends it after a failure, and waits until the disk is free. Blocks. */
  void cancel() {
    end(engine, id, "cancel");
  }

  /** Never fails: what cannot be ended now the engine ends by itself after a minute. */
  private static void end(Engine engine, String id, String action) {
    try {
      var _ = engine.post(path(id) + "/" + action, Json.object());
      for (int i = 0; i < END_POLLS; i++) {
        String phase = Json.text(engine.get(path(id)), "phase");
        if (phase.startsWith("finished") || phase.startsWith("cancelled")) {
          return;
        }
        pause();
      }
      LOG.warn("a transfer has not ended within {} s after '{}'", END_POLLS, action);
    } catch (EngineFault fault) {
      if (!fault.isMissing()) {
        LOG.warn("a transfer cannot be ended by '{}': {}", action, fault.getMessage());
      }
    } catch (WherryException e) {
      LOG.warn("a transfer cannot be ended now; the engine will do it: {}", e.getMessage());
    }
  }

  private static void pause() {
    try {
      var _ = new CountDownLatch(1).await(POLL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerUnavailable("Interrupted while a transfer was waited for.", e);
    }
  }
}
