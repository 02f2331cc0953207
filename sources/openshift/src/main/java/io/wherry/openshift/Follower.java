package io.wherry.openshift;

import io.wherry.spi.FollowLoop;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.InventoryRow;
import java.util.HashMap;
import java.util.Map;

/** Reads a cluster again and again, and tells what differs from what it has told. */
final class Follower implements AutoCloseable {
  private final Cluster cluster;
  private final InventoryListener listener;
  private final Rows rows;
  private final Map<String, InventoryRow> told = new HashMap<>();
  private final FollowLoop loop;
  private boolean complete;

  Follower(Cluster cluster, InventoryListener listener, OpenshiftConnection.Origin origin) {
    this.cluster = cluster;
    this.listener = listener;
    this.rows = new Rows(origin.providerUid());
    this.loop = new FollowLoop("openshift-" + cluster.access(), listener, origin.refresh());
  }

  void start() {
    loop.start(() -> tell(Estate.read(cluster)));
  }

  private void tell(Estate estate) {
    Map<String, InventoryRow> gone = new HashMap<>(told);
    for (InventoryRow row : rows.of(estate)) {
      String key = row.collection() + "/" + row.id();
      InventoryRow before = gone.remove(key);
      if (before == null || !before.equals(row)) {
        told.put(key, row);
        listener.put(row);
      }
    }
    gone.forEach((key, row) -> {
      told.remove(key);
      listener.remove(row.collection(), row.id());
    });
    if (!complete || loop.hasFailed()) {
      complete = true;
      loop.complete();
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
