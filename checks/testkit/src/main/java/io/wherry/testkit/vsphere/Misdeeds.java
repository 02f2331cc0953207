package io.wherry.testkit.vsphere;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the double does wrong, or slowly. Set by tests at any time. */
public final class Misdeeds {
  private final Map<String, List<String>> faults = new ConcurrentHashMap<>();
  private final Set<String> missingPrivileges = new CopyOnWriteArraySet<>();
  private final AtomicLong cut = new AtomicLong(-1);
  private volatile Duration consolidation = Duration.ZERO;
  private volatile Duration snapshotTime = Duration.ZERO;
  private volatile long bytesPerSecond;
  private volatile long hostBytesPerSecond;
  private volatile int pageAreas = 2000;
  private volatile int status;
  private volatile boolean lyingAllocation;
  private volatile boolean leavesFiles;

  /** The next calls of a method fail with these faults, one each. */
  public void fail(String method, String... faultTypes) {
    faults.computeIfAbsent(method, _ -> new ArrayList<>()).addAll(List.of(faultTypes));
  }

  Optional<String> nextFault(String method) {
    List<String> list = faults.get(method);
    synchronized (this) {
      return list == null || list.isEmpty() ? Optional.empty() : Optional.of(list.removeFirst());
    }
  }

  /** Merging after the removal of a snapshot takes that long. */
  public void consolidationTakes(Duration time) {
    consolidation = time;
  }

  Duration consolidation() {
    return consolidation;
  }

  /** Making a snapshot takes that long. */
  public void snapshotsTake(Duration time) {
    snapshotTime = time;
  }

  Duration snapshotTime() {
    return snapshotTime;
  }

  /** The next removal of a snapshot leaves files that must be merged by a call of their own. */
  public void leaveFilesBehind() {
    leavesFiles = true;
  }

  boolean takeLeavesFiles() {
    boolean now = leavesFiles;
    leavesFiles = false;
    return now;
  }

  /** Every connection for disk data gets no more than this. */
  public void ratePerConnection(long wished) {
    bytesPerSecond = wished;
  }

  long bytesPerSecond() {
    return bytesPerSecond;
  }

  /** All connections together get no more than this. */
  public void ratePerHost(long wished) {
    hostBytesPerSecond = wished;
  }

  long hostBytesPerSecond() {
    return hostBytesPerSecond;
  }

  /** The next answer with disk data breaks off after so many bytes. */
  public void cutNextDataAfter(long bytes) {
    cut.set(bytes);
  }

  long takeCut() {
    return cut.getAndSet(-1);
  }

  /** One answer about changes holds at most that many areas. */
  public void areasPerAnswer(int most) {
    pageAreas = most;
  }

  int areasPerAnswer() {
    return pageAreas;
  }

  /** The list of written areas leaves out every second one. */
  public void lieAboutAllocation() {
    lyingAllocation = true;
  }

  boolean liesAboutAllocation() {
    return lyingAllocation;
  }

  /** Every request is answered with this status, as while a vCenter starts; 0 ends it. */
  public void answerEverythingWith(int httpStatus) {
    status = httpStatus;
  }

  int status() {
    return status;
  }

  /** The account may not do this. */
  public void revoke(String privilege) {
    missingPrivileges.add(privilege);
  }

  boolean isRevoked(@Nullable String privilege) {
    return privilege != null && missingPrivileges.contains(privilege);
  }
}
