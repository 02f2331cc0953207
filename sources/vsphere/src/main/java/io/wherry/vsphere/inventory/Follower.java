package io.wherry.vsphere.inventory;

import io.wherry.spi.FollowLoop;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.MachineExtras.Tpm;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.vim.Session;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;

/**
 * Follows a source on a thread of its own, as long as it is not closed: after a fault it begins
 * anew and tells only what differs from what it has told.
 */
public final class Follower implements AutoCloseable {
  /**
   * As upstream.
   *
   * @source inventory-and-providers.md section 2.4
   */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  /** Of silence; shorter than what proxies and {@link Session} bear. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final Session session;
  private final String providerUid;
  private final Duration longestWait;
  private final Teller teller;
  private final FollowLoop loop;

  public Follower(Session session, String providerUid, InventoryListener listener) {
    this(session, providerUid, listener, LONGEST_WAIT);
  }

  Follower(Session session, String providerUid, InventoryListener listener, Duration longestWait) {
    this.session = session;
    this.longestWait = longestWait;
    this.providerUid = providerUid;
    this.teller = new Teller(listener);
    this.loop =
        new FollowLoop("vsphere-" + session.access().sdk().getHost(), listener, AFTER_FAILURE);
  }

  /** Begins. Returns at once. */
  public void start() {
    loop.start(this::follow);
  }

  private void follow() {
    Map<String, Map<String, Prop<?>>> types = Schema.types();
    boolean knowsTpm = session.content().about().isAtLeast(6, 7);
    Estate estate = new Estate(types);
    RowBuilder rows = new RowBuilder(providerUid, estate, knowsTpm ? Tpm.ABSENT : Tpm.UNKNOWN);
    UpdateStream stream = UpdateStream.open(session, types);
    boolean complete = false;
    while (loop.isOpen()) {
      Updates updates = stream.next(longestWait);
      updates.changes().forEach(estate::apply);
      if (updates.truncated()) {
        continue;
      }
      teller.tell(estate, rows, estate.takeDirty());
      if (!complete) {
        complete = true;
        teller.keepOnly(new HashSet<MoRef>(estate.refs()));
        loop.complete();
      }
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
