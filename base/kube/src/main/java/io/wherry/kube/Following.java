package io.wherry.kube;

import io.wherry.resources.Resource;
import java.util.List;
import java.util.Optional;

/** A running follow with its local copy of the objects. */
public interface Following extends AutoCloseable {
  /** True once everything present at the start has been reported. */
  boolean hasSynced();

  /** From the local copy: fast, possibly a little stale. */
  Optional<Resource> get(String namespace, String name);

  /** From the local copy: fast, possibly a little stale. */
  List<Resource> list();

  @Override
  void close();
}
