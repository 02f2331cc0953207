package io.wherry.conversion;

import io.wherry.problems.InvalidRequest;
import java.util.Optional;

/**
 * Converts copied guests so that they boot on virtio. All disks or none: engines work on overlays
 * and patches, which are committed only when complete; a failed, cancelled or killed conversion
 * leaves the disks as they were copied, and one killed while committing is finished by the next
 * call.
 *
 * <p>Safe for several threads with different work directories.
 *
 * @source decision 8; data-plane.md section 2
 */
public final class Converter {
  private final ConversionTools tools;
  private final HostMemory memory;

  public Converter(ConversionTools tools) {
    this(tools, HostMemory.ofThisMachine());
  }

  Converter(ConversionTools tools, HostMemory memory) {
    this.tools = tools;
    this.memory = memory;
  }

  /**
   * Converts a guest, or says what an earlier call did to it when nobody wrote to its disks since.
   * Blocks for a fraction of a second (express) up to many minutes (virt-v2v). Interrupting the
   * thread cancels.
   *
   * @throws InvalidRequest the guest can't be converted with the wished engine; the disks are
   *     unchanged
   * @throws io.wherry.problems.PeerRefused a needed program is not installed
   * @throws io.wherry.problems.PeerUnavailable too little memory, a timeout, a killed helper, a
   *     lock held by another process: worth trying again
   * @throws io.wherry.problems.Cancelled the thread was interrupted
   */
  public ConversionResult convert(ConversionRequest request, ConversionListener listener) {
    try (WorkDirectory work = WorkDirectory.open(request.work())) {
      Session session = new Session(request, tools, monotone(listener));
      ConversionJournal journal = new ConversionJournal(request.work());
      Commit commit = new Commit(session, journal);
      Optional<ConversionJournal.Entry> before = journal.read();
      if (before.isPresent() && before.get().state() == ConversionJournal.State.COMMITTING) {
        return commit.finish(before.get());
      }
      if (before.isPresent() && Commit.unchangedSince(before.get(), request)) {
        return before.get().result();
      }
      work.clear();
      try {
        Attempt.Prepared prepared = prepare(session);
        session.listener().progress(98, "Writing the converted guest");
        session.listener().committing();
        ConversionResult result = commit.start(prepared);
        session.listener().progress(100, "Converted");
        return result;
      } catch (RuntimeException e) {
        clearUnlessCommitting(work, journal);
        throw e;
      }
    }
  }

  private static void clearUnlessCommitting(WorkDirectory work, ConversionJournal journal) {
    if (journal.read().isEmpty()) {
      work.clear();
    }
  }

  private Attempt.Prepared prepare(Session session) {
    session.listener().progress(1, "Inspecting the guest");
    Inspection inspection = Inspection.of(session);
    ConversionRequest request = session.request();
    if (request.engine() == EngineChoice.VIRT_V2V) {
      return virtV2v(session, inspection, "asked for");
    }
    Attempt attempt = new OfflineGraft(session, inspection).convert();
    String reason = "";
    if (attempt instanceof Attempt.NotRecognised not) {
      reason = not.reason();
      if (not.next() == Attempt.Next.APPLIANCE) {
        session.listener().progress(10, "Starting the conversion appliance: " + reason);
        attempt = new ApplianceGraft(session, inspection).convert();
      }
    }
    return switch (attempt) {
      case Attempt.Prepared p -> p;
      case Attempt.NotRecognised not when request.engine() == EngineChoice.AUTO ->
          virtV2v(session, inspection, "express does not know this guest: " + not.reason());
      case Attempt.NotRecognised not ->
          throw new InvalidRequest(
              "VM %s can't be converted by the express engine: %s. Use wherry.io/converter: virt-v2v or auto."
                  .formatted(request.machine(), not.reason()));
    };
  }

  private Attempt.Prepared virtV2v(Session session, Inspection inspection, String reason) {
    return new VirtV2v(session, memory).convert(reason, inspection.facts());
  }

  /** Progress never goes back, whichever engine reports after which. */
  private static ConversionListener monotone(ConversionListener listener) {
    int[] last = {0};
    return new ConversionListener() {
      @Override
      public void progress(int percent, String doing) {
        synchronized (last) {
          last[0] = Math.max(last[0], percent);
          listener.progress(last[0], doing);
        }
      }

      @Override
      public void committing() {
        listener.committing();
      }
    };
  }
}
