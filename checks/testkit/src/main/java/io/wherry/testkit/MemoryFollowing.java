package io.wherry.testkit;

import io.wherry.kube.FollowListener;
import io.wherry.kube.Following;
import io.wherry.kube.Selection;
import io.wherry.resources.KindRef;
import io.wherry.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** A watch of {@link MemoryKubeApi}: events arrive later and from another thread, as in life. */
final class MemoryFollowing implements Following {
  private final KindRef kind;
  private final Selection selection;
  private final FollowListener listener;
  private final Consumer<MemoryFollowing> onClose;
  private final LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final Map<String, Resource> copy = new ConcurrentSkipListMap<>();
  private final Thread thread;
  private volatile boolean synced;

  MemoryFollowing(
      KindRef kind,
      Selection selection,
      FollowListener listener,
      Consumer<MemoryFollowing> onClose) {
    this.kind = kind;
    this.selection = selection;
    this.listener = listener;
    this.onClose = onClose;
    this.thread = Thread.ofVirtual().name("follow-" + kind).start(this::deliver);
  }

  KindRef kind() {
    return kind;
  }

  Selection selection() {
    return selection;
  }

  void offerSeen(Resource resource) {
    events.add(() -> {
      copy.put(resource.namespace() + "/" + resource.name(), resource);
      listener.seen(resource);
    });
  }

  void offerGone(Resource resource) {
    events.add(() -> {
      copy.remove(resource.namespace() + "/" + resource.name());
      listener.gone(resource);
    });
  }

  void offerSynced() {
    events.add(() -> {
      synced = true;
      listener.synced();
    });
  }

  private void deliver() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        events.take().run();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean hasSynced() {
    return synced;
  }

  @Override
  public Optional<Resource> get(String namespace, String name) {
    return Optional.ofNullable(copy.get(namespace + "/" + name));
  }

  @Override
  public List<Resource> list() {
    return List.copyOf(copy.values());
  }

  @Override
  public void close() {
    thread.interrupt();
    onClose.accept(this);
  }
}
