package io.wherry.blocks.http;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings a body into a buffer and no byte further, however much the server sends. After {@link
 * #abandon()} the buffer is not touched any more.
 */
final class Body implements HttpResponse.BodySubscriber<Body.End> {
  /** How it ended. */
  enum End {
    COMPLETE,
    /** There was more than the buffer holds. */
    TOO_MUCH
  }

  private final ByteBuffer into;
  private final CompletableFuture<End> end = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private Flow.@Nullable Subscription subscription;
  private boolean abandoned;
  private volatile long received;

  Body(ByteBuffer into) {
    this.into = into;
  }

  /** Bytes so far. */
  long received() {
    return received;
  }

  /** Whether an answer was brought here at all. */
  boolean isUsed() {
    lock.lock();
    try {
      return subscription != null;
    } finally {
      lock.unlock();
    }
  }

  void abandon() {
    lock.lock();
    try {
      abandoned = true;
      if (subscription != null) {
        subscription.cancel();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public CompletionStage<End> getBody() {
    return end;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    lock.lock();
    try {
      subscription = given;
      if (abandoned) {
        given.cancel();
      } else {
        given.request(1);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    lock.lock();
    try {
      if (abandoned || subscription == null) {
        return;
      }
      for (ByteBuffer piece : pieces) {
        if (!take(piece)) {
          subscription.cancel();
          abandoned = true;
          boolean _ = end.complete(End.TOO_MUCH);
          return;
        }
      }
      subscription.request(1);
    } finally {
      lock.unlock();
    }
  }

  private boolean take(ByteBuffer piece) {
    int fits = Math.min(piece.remaining(), into.remaining());
    boolean all = fits == piece.remaining();
    ByteBuffer _ = into.put(piece.slice(piece.position(), fits));
    received += fits;
    return all;
  }

  @Override
  public void onError(Throwable problem) {
    boolean _ = end.completeExceptionally(problem);
  }

  @Override
  public void onComplete() {
    boolean _ = end.complete(End.COMPLETE);
  }
}
