package io.wherry.qemu.move;

/**
 * The source's side of moving a running machine. Everything QEMU knows about a move is read back
 * from it, so a restarted server goes on where it was. Calls take milliseconds; none waits for the
 * move. Safe for several threads.
 *
 * <p>The guest is stopped by QEMU when little is left, and then waits in {@link
 * MoveStatus#PRE_SWITCHOVER} until {@link #proceed} or {@link #cancel}.
 *
 * @source live-migration.md sections 8.4 and 8.6
 */
public interface OutgoingMove {
  /**
   * Begins to send.
   *
   * @throws io.wherry.problems.InvalidRequest QEMU refuses; its words are in it
   */
  void begin(MoveTarget target, MoveSettings settings, MoveLimits limits);

  MoveProgress progress();

  /** Changes what may be changed; at any time. */
  void limit(MoveLimits limits);

  /** Sends the last part. The guest is stopped already. */
  void proceed();

  /** Starts the guest on the target before its memory is there. */
  void switchToPostCopy();

  /**
   * Asks to give up. Before the switch-over, the guest runs on here. In post-copy this loses the
   * guest unless the target has not run yet.
   */
  void cancel();

  /**
   * Gives up a post-copy's connection that carries nothing any more, so that {@link #recover} can
   * make a new one. Answered even while QEMU waits.
   */
  void breakLink();

  /** Goes on with a post-copy whose link broke; the target listens there anew. */
  void recover(MoveTarget target);
}
