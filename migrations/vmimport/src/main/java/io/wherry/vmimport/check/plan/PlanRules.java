package io.wherry.vmimport.check.plan;

import io.wherry.vmimport.check.plan.options.ConverterRule;
import io.wherry.vmimport.check.plan.options.HookReadyRule;
import io.wherry.vmimport.check.plan.options.HookRule;
import io.wherry.vmimport.check.plan.options.HookStepRule;
import io.wherry.vmimport.check.plan.options.LuksAndClevisRule;
import io.wherry.vmimport.check.plan.options.ServiceAccountRule;
import io.wherry.vmimport.check.plan.options.TempStorageRule;
import io.wherry.vmimport.check.plan.options.TransferNetworkRule;
import io.wherry.vmimport.check.plan.options.TransferRouteRule;
import io.wherry.vmimport.check.plan.options.VirtV2vImageRule;
import io.wherry.vmimport.check.plan.refs.DestinationProviderReadyRule;
import io.wherry.vmimport.check.plan.refs.DestinationProviderRule;
import io.wherry.vmimport.check.plan.refs.NadLocationRule;
import io.wherry.vmimport.check.plan.refs.NamespaceRule;
import io.wherry.vmimport.check.plan.refs.NetworkMapReadyRule;
import io.wherry.vmimport.check.plan.refs.NetworkMapRefRule;
import io.wherry.vmimport.check.plan.refs.SourceProviderReadyRule;
import io.wherry.vmimport.check.plan.refs.SourceProviderRule;
import io.wherry.vmimport.check.plan.refs.StorageMapReadyRule;
import io.wherry.vmimport.check.plan.refs.StorageMapRefRule;
import io.wherry.vmimport.check.plan.refs.TypeRule;
import io.wherry.vmimport.check.plan.refs.UserDefinedNetworkRule;
import io.wherry.vmimport.check.plan.refs.WarmRule;
import io.wherry.vmimport.check.plan.vms.CapacityRule;
import io.wherry.vmimport.check.plan.vms.ChangeTrackingRule;
import io.wherry.vmimport.check.plan.vms.ChangedNameRule;
import io.wherry.vmimport.check.plan.vms.ConsolidationRule;
import io.wherry.vmimport.check.plan.vms.CriticalConcernsRule;
import io.wherry.vmimport.check.plan.vms.DeviceNamesRule;
import io.wherry.vmimport.check.plan.vms.DiskReadableRule;
import io.wherry.vmimport.check.plan.vms.DiskSizesRule;
import io.wherry.vmimport.check.plan.vms.DiskWayRule;
import io.wherry.vmimport.check.plan.vms.DuplicateVmRule;
import io.wherry.vmimport.check.plan.vms.ForeignSnapshotsRule;
import io.wherry.vmimport.check.plan.vms.GuestAddressesRule;
import io.wherry.vmimport.check.plan.vms.GuestToolsRule;
import io.wherry.vmimport.check.plan.vms.HardwareRule;
import io.wherry.vmimport.check.plan.vms.HostMaintenanceRule;
import io.wherry.vmimport.check.plan.vms.IndependentDisksRule;
import io.wherry.vmimport.check.plan.vms.MacRule;
import io.wherry.vmimport.check.plan.vms.NameTemplatesRule;
import io.wherry.vmimport.check.plan.vms.NetworkAddressesRule;
import io.wherry.vmimport.check.plan.vms.NetworksMappedRule;
import io.wherry.vmimport.check.plan.vms.OvfExportRule;
import io.wherry.vmimport.check.plan.vms.PodNetworksRule;
import io.wherry.vmimport.check.plan.vms.PowerStateRule;
import io.wherry.vmimport.check.plan.vms.PreservedAddressesRule;
import io.wherry.vmimport.check.plan.vms.PvcNamesRule;
import io.wherry.vmimport.check.plan.vms.RawDevicesRule;
import io.wherry.vmimport.check.plan.vms.SharedDisksRule;
import io.wherry.vmimport.check.plan.vms.StorageMappedRule;
import io.wherry.vmimport.check.plan.vms.TargetNameRule;
import io.wherry.vmimport.check.plan.vms.VmExistsRule;
import io.wherry.vmimport.check.plan.vms.VmFoundRule;
import io.wherry.vmimport.check.plan.vms.VmRefRule;
import java.util.List;

/**
 * All rules, in the order in which their conditions appear.
 *
 * @source plans-and-migrations.md section 2.7
 */
public final class PlanRules {
  private PlanRules() {}

  /** Rules about the plan's surroundings and options; judged also during a run. */
  public static final List<PlanRule> PLAN =
      List.of(
          new SourceProviderRule(),
          new SourceProviderReadyRule(),
          new DestinationProviderRule(),
          new DestinationProviderReadyRule(),
          new NamespaceRule(),
          new NetworkMapRefRule(),
          new NetworkMapReadyRule(),
          new NadLocationRule(),
          new StorageMapRefRule(),
          new StorageMapReadyRule(),
          new UserDefinedNetworkRule(),
          new WarmRule(),
          new TypeRule(),
          new TransferNetworkRule(),
          new TransferRouteRule(),
          new ServiceAccountRule(),
          new HookRule(),
          new HookStepRule(),
          new HookReadyRule(),
          new VirtV2vImageRule(),
          new ConverterRule(),
          new TempStorageRule(),
          new LuksAndClevisRule());

  /** Rules about VMs; not judged during a run, which changes what they look at. */
  public static final List<PlanRule> VMS =
      List.of(
          new VmRefRule(),
          new TargetNameRule(),
          new VmFoundRule(),
          new DuplicateVmRule(),
          new ChangedNameRule(),
          new VmExistsRule(),
          new NetworksMappedRule(),
          new StorageMappedRule(),
          new PodNetworksRule(),
          new DiskSizesRule(),
          new HardwareRule(),
          new DiskReadableRule(),
          new DiskWayRule(),
          new MacRule(),
          new CriticalConcernsRule(),
          new OvfExportRule(),
          new NameTemplatesRule(),
          new PvcNamesRule(),
          new DeviceNamesRule(),
          new PowerStateRule(),
          new HostMaintenanceRule(),
          new GuestToolsRule(),
          new ChangeTrackingRule(),
          new ForeignSnapshotsRule(),
          new ConsolidationRule(),
          new PreservedAddressesRule(),
          new GuestAddressesRule(),
          new NetworkAddressesRule(),
          new RawDevicesRule(),
          new IndependentDisksRule(),
          new SharedDisksRule(),
          new CapacityRule());
}
