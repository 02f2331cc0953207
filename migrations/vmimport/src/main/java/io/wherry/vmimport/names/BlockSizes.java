package io.wherry.vmimport.names;

import io.wherry.problems.InvalidRequest;
import io.wherry.vmimport.ImportSettings.DiskOverhead;
import java.math.BigInteger;

/**
 * Sizes of PVCs.
 *
 * @source plans-and-migrations.md section 3.6
 */
public final class BlockSizes {
  private static final BigInteger ALIGNMENT = BigInteger.valueOf(1L << 20);
  private static final BigInteger LARGEST = BigInteger.ONE.shiftLeft(62);

  private BlockSizes() {}

  /** Volume modes of Kubernetes; names are wire names. */
  public enum VolumeMode {
    Filesystem,
    Block
  }

  /**
   * Bytes to request for a disk: its size, the overhead of the volume mode, up to the next MiB.
   *
   * @throws InvalidRequest the capacity is zero, negative, or beyond all storage
   */
  public static long request(long capacityBytes, VolumeMode mode, DiskOverhead overhead) {
    if (capacityBytes <= 0) {
      throw new InvalidRequest("A disk of " + capacityBytes + " bytes cannot be stored.");
    }
    BigInteger capacity = BigInteger.valueOf(capacityBytes);
    BigInteger needed =
        switch (mode) {
          case Block -> capacity.add(BigInteger.valueOf(overhead.blockBytes()));
          case Filesystem ->
              ceiling(
                  capacity.multiply(BigInteger.valueOf(100)),
                  BigInteger.valueOf(100L - overhead.filesystemPercent()));
        };
    BigInteger aligned = ceiling(needed, ALIGNMENT).multiply(ALIGNMENT);
    if (aligned.compareTo(LARGEST) > 0) {
      throw new InvalidRequest("A disk of " + capacityBytes + " bytes is too large.");
    }
    return aligned.longValueExact();
  }

  private static BigInteger ceiling(BigInteger value, BigInteger by) {
    return value.add(by).subtract(BigInteger.ONE).divide(by);
  }
}
