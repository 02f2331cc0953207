package io.wherry.blocks.copy;

import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.problems.InvalidRequest;

/** Which granules of a disk are wanted: one bit each, 8 bytes per chunk whatever the extents. */
final class GranuleMap {
  private final Geometry geometry;
  private final long[] masks;

  private GranuleMap(Geometry geometry) {
    this.geometry = geometry;
    this.masks = new long[geometry.chunks()];
  }

  /**
   * The granules with data.
   *
   * @throws InvalidRequest the extents have a gap or an overlap, or do not cover the disk
   */
  static GranuleMap ofData(Geometry geometry, Iterable<Extent> extents) {
    GranuleMap map = new GranuleMap(geometry);
    long at = 0;
    for (Extent extent : extents) {
      if (extent.offset() != at || extent.end() > geometry.size()) {
        throw new InvalidRequest(
            "The source describes its disk wrongly: extent at %d, expected %d of %d bytes."
                .formatted(extent.offset(), at, geometry.size()));
      }
      at = extent.end();
      if (extent.kind() == ExtentKind.DATA) {
        map.add(extent.offset(), extent.end());
      }
    }
    if (at != geometry.size()) {
      throw new InvalidRequest(
          "The source describes only %d of %d bytes.".formatted(at, geometry.size()));
    }
    return map;
  }

  /**
   * What of a target may hold data. More may be described than the disk needs: targets may be
   * larger.
   */
  static GranuleMap ofTarget(Geometry geometry, Iterable<Extent> extents) {
    GranuleMap map = new GranuleMap(geometry);
    for (Extent extent : extents) {
      if (extent.kind() == ExtentKind.DATA && extent.offset() < geometry.size()) {
        map.add(extent.offset(), Math.min(extent.end(), geometry.size()));
      }
    }
    return map;
  }

  /**
   * The granules that ranges touch.
   *
   * @throws InvalidRequest a range is behind the end of the disk
   */
  static GranuleMap ofRanges(Geometry geometry, Iterable<Extent> ranges) {
    GranuleMap map = new GranuleMap(geometry);
    for (Extent range : ranges) {
      if (range.end() > geometry.size()) {
        throw new InvalidRequest(
            "A changed range at %d+%d is behind the end of the disk at %d."
                .formatted(range.offset(), range.length(), geometry.size()));
      }
      map.add(range.offset(), range.end());
    }
    return map;
  }

  private void add(long from, long to) {
    long first = from / geometry.granule();
    long last = (to - 1) / geometry.granule();
    int chunk = (int) (first / Geometry.GRANULES);
    int lastChunk = (int) (last / Geometry.GRANULES);
    while (chunk <= lastChunk) {
      long base = (long) chunk * Geometry.GRANULES;
      int start = (int) Math.max(0, first - base);
      int end = (int) Math.min(Geometry.GRANULES, last - base + 1);
      masks[chunk] |= Geometry.bits(start, end);
      chunk++;
    }
  }

  /** Wanted granules of a chunk. */
  long mask(int chunk) {
    return masks[chunk];
  }

  /** Bytes of the disk. */
  long size() {
    return geometry.size();
  }

  /** Bytes of all wanted granules. */
  long bytes() {
    long bytes = 0;
    for (int chunk = 0; chunk < masks.length; chunk++) {
      if (masks[chunk] != 0) {
        bytes += geometry.bytes(chunk, masks[chunk]);
      }
    }
    return bytes;
  }
}
