package io.wherry.inventory;

import io.wherry.resources.Resource;
import java.util.List;
import java.util.Optional;

/** The Provider objects of the Kubernetes API, for example from a cache. Must not block long. */
public interface ProviderObjects {
  List<Resource> all();

  default Optional<Resource> byUid(String uid) {
    return all().stream().filter(p -> p.uid().equals(uid)).findFirst();
  }
}
