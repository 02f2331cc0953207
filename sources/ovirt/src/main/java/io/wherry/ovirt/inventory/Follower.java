package io.wherry.ovirt.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.ovirt.rest.Engine;
import io.wherry.ovirt.rest.Json;
import io.wherry.spi.FollowLoop;
import io.wherry.spi.InventoryListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Follows an engine on a thread of its own, as long as it is not closed: reads everything, then
 * what its events name. Tells only what differs from what it has told.
 *
 * @source inventory-and-providers.md section 2.5
 */
public final class Follower implements AutoCloseable {
  /** As upstream. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  /** Not everything has an event: what a disk really uses, the state of a host's network. */
  private static final Duration ANEW = Duration.ofMinutes(30);

  private static final int MOST_READINGS = 3;

  private final Engine engine;
  private final Rhythm rhythm;
  private final Reader reader;
  private final Teller teller;
  private final Estate estate = new Estate();
  private final RowBuilder rows;
  private final FollowLoop loop;

  /**
   * How an engine is followed.
   *
   * @param refresh time between two looks at its events
   */
  public record Rhythm(String providerUid, Duration refresh, Clock clock) {}

  public Follower(Engine engine, InventoryListener listener, Rhythm rhythm) {
    this.engine = engine;
    this.rhythm = rhythm;
    this.reader = new Reader(engine);
    this.teller = new Teller(listener);
    this.rows = new RowBuilder(rhythm.providerUid(), estate);
    this.loop = new FollowLoop("ovirt-" + engine.access().api().getHost(), listener, AFTER_FAILURE);
  }

  /** Begins. Returns at once. */
  public void start() {
    loop.start(this::follow);
  }

  private void follow() {
    Events events = everything();
    Instant since = rhythm.clock().instant();
    while (!loop.isClosedAfter(rhythm.refresh())) {
      Events.Changes changes = events.next();
      boolean old = since.plus(ANEW).isBefore(rhythm.clock().instant());
      if (changes.lost() || old) {
        return; // begins anew
      }
      if (!changes.isEmpty()) {
        apply(changes);
        teller.tell(estate, rows);
      }
    }
  }

  /**
   * Reads all, and again when a machine has gone meanwhile: a page may have slipped over others.
   */
  private Events everything() {
    Events events = Events.fromNow(engine);
    Events.Changes changes;
    int readings = 0;
    do {
      for (Kind kind : Kind.values()) {
        estate.replace(kind, reader.all(kind));
      }
      changes = events.next();
      readings++;
    } while ((changes.removed() || changes.lost()) && readings < MOST_READINGS);
    apply(changes);
    teller.tell(estate, rows);
    loop.complete();
    return events;
  }

  private void apply(Events.Changes changes) {
    for (Kind kind : changes.kinds()) {
      estate.replace(kind, reader.all(kind));
    }
    for (String id : changes.machines()) {
      estate.set(Kind.VM, id, reader.one(Kind.VM, id));
      for (JsonNode attachment : estate.get(Kind.VM, id).middle().path("diskAttachments")) {
        String disk = Json.text(attachment, "disk");
        estate.set(Kind.DISK, disk, reader.one(Kind.DISK, disk));
      }
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
