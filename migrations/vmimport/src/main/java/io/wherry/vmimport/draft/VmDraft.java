package io.wherry.vmimport.draft;

import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.spi.SourceMachine.SourceNic;
import io.wherry.vmimport.model.NetworkMapView;
import io.wherry.vmimport.model.PlanVm;
import io.wherry.vmimport.names.BlockSizes.VolumeMode;
import io.wherry.vmimport.names.PvcName;
import java.util.List;
import java.util.Optional;

/**
 * What one VM of a plan will become, worked out without touching anything. Validation looks for
 * {@link #flaws()}; a run creates exactly what stands here. Every disk and every NIC of the machine
 * is either in {@link #disks()}, {@link #attached()} or {@link #nics()}, or a flaw names it; only a
 * shared disk that the plan does not copy and nobody has copied yet stands in {@link #attached()}
 * without a claim.
 *
 * @param targetName final name of the VirtualMachine
 */
public record VmDraft(
    PlanVm vm,
    SourceMachine machine,
    String targetName,
    List<DiskDraft> disks,
    List<AttachedDraft> attached,
    List<NicDraft> nics,
    List<Flaw> flaws) {

  /** True when the VM cannot keep the source's name, so that the original one is annotated. */
  public boolean isRenamed() {
    return !targetName.equals(machine.name());
  }

  /** Disks that will be copied all stand here; false means a run must not start. */
  public boolean isComplete() {
    return flaws.isEmpty();
  }

  /**
   * One disk.
   *
   * @param index position among the machine's disks, from 0
   * @param requestBytes size of the PVC, overhead included
   * @param volumeName inside the VM
   */
  public record DiskDraft(
      int index,
      SourceDisk disk,
      PvcName pvcName,
      long requestBytes,
      Storage storage,
      String volumeName) {}

  /**
   * A shared disk that the plan does not copy.
   *
   * @param claim that another machine's migration has made of it; empty when there is none
   * @param volumeName inside the VM
   */
  public record AttachedDraft(int index, SourceDisk disk, String claim, String volumeName) {}

  /**
   * Where a disk goes.
   *
   * @param accessMode for example {@code ReadWriteOnce}
   */
  public record Storage(String storageClass, VolumeMode volumeMode, String accessMode) {}

  /**
   * One NIC.
   *
   * @param index position among the machine's NICs, from 0
   * @param name of the network inside the VM; empty when the target is {@code ignored}
   */
  public record NicDraft(int index, SourceNic nic, NetworkMapView.Target target, String name) {}

  /** Something that keeps the VM from being created as the user wants it. */
  public record Flaw(Kind kind, String message) {
    /** What is affected. */
    public enum Kind {
      NETWORK_NOT_MAPPED,
      STORAGE_NOT_MAPPED,
      DISK_SIZE,
      HARDWARE,
      NAME_TEMPLATE
    }
  }

  /** The disk with this source id. */
  public Optional<DiskDraft> disk(String sourceId) {
    return disks.stream().filter(d -> d.disk().id().equals(sourceId)).findFirst();
  }
}
