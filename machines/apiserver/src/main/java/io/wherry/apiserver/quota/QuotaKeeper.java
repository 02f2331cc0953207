package io.wherry.apiserver.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.store.Change;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.apiserver.store.Write;
import io.wherry.apiserver.store.WriteOutcome;
import io.wherry.problems.Cancelled;
import java.util.LinkedHashSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@code status} of ResourceQuotas: what is used of each resource that is bounded. */
public final class QuotaKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QuotaKeeper.class);
  private static final long SWEEP_SECONDS = 60;

  private final ObjectStore store;
  private final java.util.SequencedSet<String> touched = new LinkedHashSet<>();
  private final Semaphore news = new Semaphore(0);
  private final Thread worker;

  /** Looks at all quotas, then follows changes on a thread of its own. */
  public QuotaKeeper(ObjectStore store) {
    this.store = store;
    store.listen(this::seen);
    this.worker = Thread.ofVirtual().name("quotas").start(this::run);
  }

  private void seen(Change change) {
    String namespace = change.object().key().namespace();
    if (namespace.isEmpty()) {
      return;
    }
    synchronized (touched) {
      if (touched.add(namespace)) {
        news.release();
      }
    }
  }

  private void run() {
    try {
      everything();
      while (!Thread.currentThread().isInterrupted()) {
        if (news.tryAcquire(SWEEP_SECONDS, TimeUnit.SECONDS)) {
          next();
        } else {
          everything();
        }
      }
    } catch (InterruptedException | Cancelled _) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void next() {
    String namespace;
    synchronized (touched) {
      if (touched.isEmpty()) {
        return;
      }
      namespace = touched.removeFirst();
    }
    store.list(Quotas.BUCKET, namespace).objects().forEach(this::guarded);
  }

  private void everything() {
    store.list(Quotas.BUCKET, "").objects().forEach(this::guarded);
  }

  private void guarded(StoredObject quota) {
    try {
      settle(quota);
    } catch (Cancelled e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("The status of {} was not written; tried again within a minute", quota.key(), e);
    }
  }

  private void settle(StoredObject quota) {
    StoredObject seen = quota;
    while (true) {
      ObjectNode next = seen.tree().deepCopy();
      ObjectNode status = next.putObject("status");
      ObjectNode hard = status.putObject("hard");
      Quotas.hard(seen).forEach(hard::set);
      ObjectNode used = status.putObject("used");
      Quotas.used(store, seen).forEach(used::put);
      boolean settled = next.path("status").equals(seen.tree().path("status"));
      if (settled || store.write(Write.replace(seen, next)) instanceof WriteOutcome.Committed) {
        return;
      }
      var now = store.get(seen.key());
      if (now.isEmpty()) {
        return;
      }
      seen = now.get();
    }
  }

  /** Stops; the next start looks at all quotas again. */
  @Override
  public void close() {
    worker.interrupt();
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
