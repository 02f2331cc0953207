package io.wherry.qemu.move;

import java.util.List;

/**
 * The target's side of moving a running machine. Whatever arrives, the guest does not run before it
 * is told to. Safe for several threads.
 */
public interface IncomingMove {
  /**
   * Listens for the memory.
   *
   * @return the port
   * @throws io.wherry.problems.InvalidRequest QEMU refuses, for example because of its certificates
   */
  int listen(Listening where, MoveSettings settings);

  /**
   * Offers the disks for being written by the source, by NBD, each under its own id.
   *
   * @param disks ids of disks of this machine
   * @return the port
   */
  int export(Listening where, List<String> disks);

  /** Ends what {@link #export} began; harmless otherwise. */
  void closeExports();

  MoveProgress progress();

  /** Gives up a post-copy's connection; answered even while QEMU waits for a page. */
  void breakLink();

  /**
   * Listens anew for a post-copy whose link broke.
   *
   * @return the port
   * @throws io.wherry.problems.InvalidRequest QEMU has not noticed that the link broke
   */
  int recover(Listening where);
}
