package io.wherry.worker;

import io.wherry.blocks.copy.CopyProgress;
import io.wherry.blocks.copy.CopyResult;
import io.wherry.resources.WorkerResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was done for one disk. */
record DiskResult(WorkerResult result) {
  /** A report has room for the digests of this many disks; those of all are in the log. */
  private static final int DIGESTS_IN_REPORT = 16;

  static DiskResult of(String disk, CopyResult copy, long millis) {
    CopyProgress.Counters bytes = copy.bytes();
    return new DiskResult(
        new WorkerResult(
            disk,
            copy.digest(),
            new WorkerResult.Bytes(copy.size(), bytes.read(), bytes.written(), bytes.skipped()),
            millis));
  }

  /** The log line. */
  String line() {
    return result.line();
  }

  /** Facts of the report: sums, and digests while they have room. */
  static Map<String, String> facts(List<DiskResult> all) {
    Map<String, String> facts = new LinkedHashMap<>();
    long read = 0;
    long written = 0;
    for (int i = 0; i < all.size(); i++) {
      WorkerResult r = all.get(i).result();
      read += r.bytes().read();
      written += r.bytes().written();
      if (i < DIGESTS_IN_REPORT) {
        facts.put("digest-" + i, r.digest());
      }
    }
    facts.put("bytesRead", Long.toString(read));
    facts.put("bytesWritten", Long.toString(written));
    return facts;
  }
}
