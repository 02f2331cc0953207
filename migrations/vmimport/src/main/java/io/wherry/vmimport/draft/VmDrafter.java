package io.wherry.vmimport.draft;

import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Resource;
import io.wherry.spi.DiskExtras;
import io.wherry.spi.Lookup;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.spi.SourceMachine.SourceNic;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.draft.VmDraft.AttachedDraft;
import io.wherry.vmimport.draft.VmDraft.DiskDraft;
import io.wherry.vmimport.draft.VmDraft.Flaw;
import io.wherry.vmimport.draft.VmDraft.NicDraft;
import io.wherry.vmimport.draft.VmDraft.Storage;
import io.wherry.vmimport.model.NetworkMapView;
import io.wherry.vmimport.model.PlanVm;
import io.wherry.vmimport.model.StorageMapView;
import io.wherry.vmimport.names.BlockSizes;
import io.wherry.vmimport.names.BlockSizes.VolumeMode;
import io.wherry.vmimport.names.DeviceNames;
import io.wherry.vmimport.names.PvcName;
import io.wherry.vmimport.names.PvcNames;
import io.wherry.vmimport.translate.BootDisk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Drafts single VMs. Maps are indexed once. */
final class VmDrafter {
  private final ImportSettings settings;
  private final ObservedPlan seen;
  private final Map<String, List<NetworkMapView.Target>> networks = new HashMap<>();
  private final Map<String, StorageMapView.Target> storages = new HashMap<>();

  VmDrafter(ObservedPlan seen, ImportSettings settings) {
    this.seen = seen;
    this.settings = settings;
    for (var row : seen.maps().networkRows()) {
      if (row.sourceId() instanceof Lookup.Found<String>(String id)) {
        networks.computeIfAbsent(id, _ -> new ArrayList<>()).add(row.row().destination());
      }
    }
    for (var row : seen.maps().storageRows()) {
      if (row.sourceId() instanceof Lookup.Found<String>(String id)) {
        storages.putIfAbsent(id, row.row().destination());
      }
    }
  }

  VmDraft draft(PlanVm vm, SourceMachine machine, String targetName) {
    List<Flaw> flaws = new ArrayList<>();
    flaws.addAll(HardwareFlaws.of(machine));
    List<DiskDraft> disks = new ArrayList<>();
    List<AttachedDraft> attached = new ArrayList<>();
    PvcNames names = pvcNames(vm, machine, targetName);
    for (int i = 0; i < machine.disks().size(); i++) {
      SourceDisk disk = machine.disks().get(i);
      if (disk.is(DiskExtras.Flag.SHARED) && !vm.migrateSharedDisks()) {
        attached.add(attached(disk, i));
      } else {
        disk(vm, names, disk, i, flaws).ifPresent(disks::add);
      }
    }
    List<NicDraft> nics = nics(vm, machine, flaws);
    return new VmDraft(vm, machine, targetName, disks, attached, nics, flaws);
  }

  private AttachedDraft attached(SourceDisk disk, int index) {
    String claim = seen.target().claimsByDisk().getOrDefault(disk.id(), "");
    return new AttachedDraft(index, disk, claim, "vol-" + index);
  }

  private PvcNames pvcNames(PlanVm vm, SourceMachine machine, String targetName) {
    PvcName.Form form =
        seen.plan().pvcNameTemplateUseGenerateName() ? PvcName.Form.PREFIX : PvcName.Form.EXACT;
    String plan = seen.plan().resource().name();
    return vm.pvcNameTemplate()
        .map(own ->
            PvcNames.of(
                own, form, new PvcNames.Subject(plan, machine.name(), targetName, machine.id())))
        .orElseGet(() ->
            PvcNames.of(settings.pvcNameTemplate(), form, labelled(plan, machine, targetName)));
  }

  /** Names with dots are common; the template nobody wrote must not fail over them. */
  private static PvcNames.Subject labelled(String plan, SourceMachine machine, String targetName) {
    return new PvcNames.Subject(
        plan.replace('.', '-'), machine.name(), targetName.replace('.', '-'), machine.id());
  }

  private Optional<DiskDraft> disk(
      PlanVm vm, PvcNames names, SourceDisk disk, int index, List<Flaw> flaws) {
    StorageMapView.Target target = storages.get(disk.storageId());
    if (target == null) {
      flaws.add(
          new Flaw(
              Flaw.Kind.STORAGE_NOT_MAPPED,
              "storage " + disk.storageId() + " of disk " + disk.name() + " is not mapped"));
      return Optional.empty();
    }
    try {
      Storage storage = storage(target);
      long request =
          BlockSizes.request(disk.capacityBytes(), storage.volumeMode(), settings.diskOverhead());
      PvcName pvc = pvcName(names, index, known(vm, disk));
      String volume = volumeName(vm, pvc, index);
      return Optional.of(new DiskDraft(index, disk, pvc, request, storage, volume));
    } catch (TemplateFlaw e) {
      flaws.add(new Flaw(Flaw.Kind.NAME_TEMPLATE, String.valueOf(e.getMessage())));
    } catch (InvalidRequest e) {
      flaws.add(new Flaw(Flaw.Kind.DISK_SIZE, "disk " + disk.name() + ": " + e.getMessage()));
    }
    return Optional.empty();
  }

  private static Map<String, Object> known(PlanVm vm, SourceDisk disk) {
    return Map.of(
        "FileName", disk.extras().fileName(),
        "WinDriveLetter", disk.extras().driveLetter(),
        "Shared", disk.is(DiskExtras.Flag.SHARED),
        "DiskId", disk.id(),
        "RootDiskIndex", (long) BootDisk.index(vm.rootDisk().orElse(""), "", Integer.MAX_VALUE));
  }

  private static PvcName pvcName(PvcNames names, int index, Map<String, Object> known)
      throws TemplateFlaw {
    try {
      return names.name(index, known);
    } catch (InvalidRequest e) {
      throw new TemplateFlaw(e);
    }
  }

  private static String volumeName(PlanVm vm, PvcName pvc, int index) throws TemplateFlaw {
    try {
      String template = vm.volumeNameTemplate().orElse(DeviceNames.VOLUME_TEMPLATE);
      return DeviceNames.volume(template, pvc.stem(), index);
    } catch (InvalidRequest e) {
      throw new TemplateFlaw(e);
    }
  }

  /** Volume mode and access mode: the map's, else the profile's, else what every class can do. */
  private Storage storage(StorageMapView.Target target) {
    Optional<Resource> profile =
        Optional.ofNullable(seen.target().storageProfiles().get(target.storageClass()));
    var properties = profile.map(p -> p.at("status", "claimPropertySets").path(0));
    String mode =
        first(target.volumeMode(), properties.map(p -> p.path("volumeMode").asText()).orElse(""));
    String access =
        first(
            target.accessMode(),
            properties.map(p -> p.path("accessModes").path(0).asText()).orElse(""));
    return new Storage(
        target.storageClass(),
        mode.equals("Block") ? VolumeMode.Block : VolumeMode.Filesystem,
        access.isEmpty() ? "ReadWriteOnce" : access);
  }

  private static String first(String a, String b) {
    return a.isEmpty() ? b : a;
  }

  private List<NicDraft> nics(PlanVm vm, SourceMachine machine, List<Flaw> flaws) {
    List<NicDraft> nics = new ArrayList<>();
    Set<NetworkMapView.Target> used = new HashSet<>();
    for (int i = 0; i < machine.nics().size(); i++) {
      SourceNic nic = machine.nics().get(i);
      Optional<NetworkMapView.Target> target = pick(nic.networkId(), used);
      if (target.isEmpty()) {
        String where = nic.networkId().isEmpty() ? "no network" : "network " + nic.networkId();
        String text = "NIC " + nic.name() + " is on " + where + ", which is not mapped";
        flaws.add(new Flaw(Flaw.Kind.NETWORK_NOT_MAPPED, text));
      } else {
        nic(vm, nic, target.get(), i, flaws).ifPresent(nics::add);
      }
    }
    return nics;
  }

  private static Optional<NicDraft> nic(
      PlanVm vm, SourceNic nic, NetworkMapView.Target target, int index, List<Flaw> flaws) {
    if (target.isIgnored()) {
      return Optional.of(new NicDraft(index, nic, target, ""));
    }
    try {
      var network = new DeviceNames.Network(target.type(), target.namespace(), target.name());
      String template = vm.networkNameTemplate().orElse(DeviceNames.NETWORK_TEMPLATE);
      String name = DeviceNames.network(template, network, index);
      return Optional.of(new NicDraft(index, nic, target, name));
    } catch (InvalidRequest e) {
      flaws.add(new Flaw(Flaw.Kind.NAME_TEMPLATE, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  /**
   * The pool rule: the first row whose NAD this VM has not used; a single row serves many NICs; a
   * row that is no NAD is always taken as it is.
   */
  private Optional<NetworkMapView.Target> pick(String networkId, Set<NetworkMapView.Target> used) {
    List<NetworkMapView.Target> pool = networks.getOrDefault(networkId, List.of());
    if (pool.size() == 1) {
      return Optional.of(pool.getFirst());
    }
    return pool.stream().filter(t -> !t.isMultus() || used.add(t)).findFirst();
  }

  /** A name template's own fault, apart from a disk's. */
  private static final class TemplateFlaw extends Exception {
    private static final long serialVersionUID = 1L;

    TemplateFlaw(InvalidRequest cause) {
      super(cause.getMessage(), cause);
    }
  }
}
