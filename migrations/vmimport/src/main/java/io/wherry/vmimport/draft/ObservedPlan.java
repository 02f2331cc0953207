package io.wherry.vmimport.draft;

import io.wherry.resources.Resource;
import io.wherry.spi.Capability;
import io.wherry.spi.Lookup;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.model.HookView;
import io.wherry.vmimport.model.NamespacedRef;
import io.wherry.vmimport.model.NetworkMapView;
import io.wherry.vmimport.model.PlanView;
import io.wherry.vmimport.model.PlanVm;
import io.wherry.vmimport.model.ProviderView;
import io.wherry.vmimport.model.StorageMapView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that judging and drafting a plan reads, taken at one moment. Plain values: rules over
 * it are pure.
 *
 * @param vms one entry per {@code spec.vms}, in order
 */
public record ObservedPlan(
    PlanView plan, Providers providers, Maps maps, List<ObservedVm> vms, Target target) {

  /**
   * The two sides.
   *
   * @param capabilities of the source's type; empty when the type is not supported
   * @param inventory whether lookups in the source's inventory can be trusted
   */
  public record Providers(
      Optional<ProviderView> source,
      Optional<ProviderView> destination,
      Set<Capability> capabilities,
      InventoryState inventory) {}

  /** What is known about the source. */
  public enum InventoryState {
    /** Complete. */
    KNOWN,
    /** Nothing was loaded yet, or not all: conclusions drawn earlier stand. */
    UNKNOWN
  }

  /** Both maps with their sources resolved. */
  public record Maps(
      Optional<NetworkMapView> network,
      List<NetworkRow> networkRows,
      Optional<StorageMapView> storage,
      List<StorageRow> storageRows) {}

  /** A row and the id of the network it speaks of. */
  public record NetworkRow(NetworkMapView.Row row, Lookup<String> sourceId) {}

  /** A row and the id of the storage it speaks of. */
  public record StorageRow(StorageMapView.Row row, Lookup<String> sourceId) {}

  /** A VM of the plan and the machine it means. */
  public record ObservedVm(PlanVm vm, Lookup<SourceMachine> machine) {

    /** The machine, when exactly one was found. */
    public Optional<SourceMachine> found() {
      return machine instanceof Lookup.Found<SourceMachine>(SourceMachine m)
          ? Optional.of(m)
          : Optional.empty();
    }
  }

  /**
   * The destination.
   *
   * @param namespace the target namespace, when it exists
   * @param vms VirtualMachines of all namespaces
   * @param storageClasses by name
   * @param storageProfiles by name of the class
   * @param nads existing NetworkAttachmentDefinitions
   * @param hooks those the plan names, when they exist
   * @param serviceAccounts names in the target namespace
   * @param claimsByDisk claims of the target namespace by the source's id of the disk they hold
   */
  public record Target(
      Optional<Resource> namespace,
      List<Resource> vms,
      Map<String, Resource> storageClasses,
      Map<String, Resource> storageProfiles,
      Map<NamespacedRef, Resource> nads,
      Map<NamespacedRef, HookView> hooks,
      Set<String> serviceAccounts,
      Map<String, String> claimsByDisk) {

    /** VMs of the plan's target namespace. */
    public List<Resource> vmsIn(String targetNamespace) {
      return vms.stream().filter(v -> v.namespace().equals(targetNamespace)).toList();
    }
  }

  /** Machines that were found, in the order of the plan. */
  public List<SourceMachine> machines() {
    return vms.stream().flatMap(v -> v.found().stream()).toList();
  }
}
