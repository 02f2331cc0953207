package io.wherry.blocks.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings a body to its place and no byte further, however much the server sends. After {@link
 * #abandon()} the place is not touched any more.
 */
final class Body implements HttpResponse.BodySubscriber<Body.End> {
  /** How it ended. */
  enum End {
    COMPLETE,
    /** There was more than there is room for. */
    TOO_MUCH
  }

  /** Where the bytes go. */
  interface Sink {
    /** Takes what it has room for from the piece. */
    void take(ByteBuffer piece);
  }

  private final Sink into;
  private final CompletableFuture<End> end = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private Flow.@Nullable Subscription subscription;
  private boolean abandoned;
  private volatile long received;

  Body(Sink into) {
    this.into = into;
  }

  /** Fills a buffer. */
  static Sink into(ByteBuffer buffer) {
    return piece -> {
      int fits = Math.min(piece.remaining(), buffer.remaining());
      ByteBuffer _ = buffer.put(piece.slice(piece.position(), fits));
      ByteBuffer _ = piece.position(piece.position() + fits);
    };
  }

  /** Collects no more than so many bytes. */
  static Sink into(ByteArrayOutputStream bytes, int most) {
    return piece -> {
      byte[] some = new byte[Math.min(piece.remaining(), most - bytes.size())];
      ByteBuffer _ = piece.get(some);
      bytes.writeBytes(some);
    };
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
    int before = piece.remaining();
    into.take(piece);
    received += before - piece.remaining();
    return !piece.hasRemaining();
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
