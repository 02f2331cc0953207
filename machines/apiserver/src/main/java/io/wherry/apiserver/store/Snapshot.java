package io.wherry.apiserver.store;

import java.util.List;

/** A consistent list: all objects of a bucket (and namespace) at one revision, in key order. */
public record Snapshot(long revision, List<StoredObject> objects) {
  public Snapshot {
    objects = List.copyOf(objects);
  }
}
