package io.wherry.resources;

import static io.wherry.resources.KindRef.cluster;
import static io.wherry.resources.KindRef.namespaced;

/** Every kind Wherry reads or writes. Wire names of kinds stand here and nowhere else. */
public final class Kinds {
  private Kinds() {}

  public static final KindRef NAMESPACE = cluster("", "v1", "Namespace", "namespaces");
  public static final KindRef NODE = cluster("", "v1", "Node", "nodes");
  public static final KindRef PV = cluster("", "v1", "PersistentVolume", "persistentvolumes");
  public static final KindRef PVC =
      namespaced("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims");
  public static final KindRef POD = namespaced("", "v1", "Pod", "pods");
  public static final KindRef SECRET = namespaced("", "v1", "Secret", "secrets");
  public static final KindRef CONFIG_MAP = namespaced("", "v1", "ConfigMap", "configmaps");
  public static final KindRef SERVICE_ACCOUNT =
      namespaced("", "v1", "ServiceAccount", "serviceaccounts");
  public static final KindRef EVENT = namespaced("", "v1", "Event", "events");

  /** The same objects as {@link #EVENT} under other field names. */
  public static final KindRef EVENT_V1 = namespaced("events.k8s.io", "v1", "Event", "events");

  public static final KindRef RESOURCE_QUOTA =
      namespaced("", "v1", "ResourceQuota", "resourcequotas");

  private static final String RBAC = "rbac.authorization.k8s.io";
  public static final KindRef ROLE = namespaced(RBAC, "v1", "Role", "roles");
  public static final KindRef ROLE_BINDING = namespaced(RBAC, "v1", "RoleBinding", "rolebindings");
  public static final KindRef CLUSTER_ROLE = cluster(RBAC, "v1", "ClusterRole", "clusterroles");
  public static final KindRef CLUSTER_ROLE_BINDING =
      cluster(RBAC, "v1", "ClusterRoleBinding", "clusterrolebindings");
  public static final KindRef JOB = namespaced("batch", "v1", "Job", "jobs");
  public static final KindRef POD_DISRUPTION_BUDGET =
      namespaced("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets");
  public static final KindRef STORAGE_CLASS =
      cluster("storage.k8s.io", "v1", "StorageClass", "storageclasses");
  public static final KindRef LEASE = namespaced("coordination.k8s.io", "v1", "Lease", "leases");
  public static final KindRef CRD =
      cluster(
          "apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions");
  public static final KindRef NAD =
      namespaced(
          "k8s.cni.cncf.io", "v1", "NetworkAttachmentDefinition", "network-attachment-definitions");

  private static final String FORKLIFT = "forklift.konveyor.io";
  public static final KindRef FORKLIFT_CONTROLLER =
      namespaced(FORKLIFT, "v1beta1", "ForkliftController", "forkliftcontrollers");
  public static final KindRef PROVIDER = namespaced(FORKLIFT, "v1beta1", "Provider", "providers");
  public static final KindRef HOST = namespaced(FORKLIFT, "v1beta1", "Host", "hosts");
  public static final KindRef HOOK = namespaced(FORKLIFT, "v1beta1", "Hook", "hooks");
  public static final KindRef NETWORK_MAP =
      namespaced(FORKLIFT, "v1beta1", "NetworkMap", "networkmaps");
  public static final KindRef STORAGE_MAP =
      namespaced(FORKLIFT, "v1beta1", "StorageMap", "storagemaps");
  public static final KindRef PLAN = namespaced(FORKLIFT, "v1beta1", "Plan", "plans");
  public static final KindRef MIGRATION =
      namespaced(FORKLIFT, "v1beta1", "Migration", "migrations");

  private static final String MIG = "migration.openshift.io";
  public static final KindRef MIG_CLUSTER =
      namespaced(MIG, "v1alpha1", "MigCluster", "migclusters");
  public static final KindRef MIG_PLAN = namespaced(MIG, "v1alpha1", "MigPlan", "migplans");
  public static final KindRef MIG_MIGRATION =
      namespaced(MIG, "v1alpha1", "MigMigration", "migmigrations");
  public static final KindRef MIG_HOOK = namespaced(MIG, "v1alpha1", "MigHook", "mighooks");

  private static final String KUBEVIRT = "kubevirt.io";
  public static final KindRef VM = namespaced(KUBEVIRT, "v1", "VirtualMachine", "virtualmachines");
  public static final KindRef VMI =
      namespaced(KUBEVIRT, "v1", "VirtualMachineInstance", "virtualmachineinstances");
  public static final KindRef VMIM =
      namespaced(
          KUBEVIRT, "v1", "VirtualMachineInstanceMigration", "virtualmachineinstancemigrations");

  /** The installation's configuration. */
  public static final KindRef KUBE_VIRT = namespaced(KUBEVIRT, "v1", "KubeVirt", "kubevirts");

  /** Disks of a machine, offered to whoever has a token. */
  public static final KindRef EXPORT =
      namespaced("export.kubevirt.io", "v1beta1", "VirtualMachineExport", "virtualmachineexports");

  public static final KindRef MIGRATION_POLICY =
      cluster("migrations.kubevirt.io", "v1alpha1", "MigrationPolicy", "migrationpolicies");
  public static final KindRef HYPER_CONVERGED =
      namespaced("hco.kubevirt.io", "v1beta1", "HyperConverged", "hyperconvergeds");

  public static final KindRef INSTANCE_TYPE =
      namespaced(
          "instancetype.kubevirt.io",
          "v1beta1",
          "VirtualMachineInstancetype",
          "virtualmachineinstancetypes");

  private static final String INSTANCE_TYPES = "instancetype.kubevirt.io";
  public static final KindRef PREFERENCE =
      namespaced(
          INSTANCE_TYPES, "v1beta1", "VirtualMachinePreference", "virtualmachinepreferences");
  public static final KindRef CLUSTER_PREFERENCE =
      cluster(
          INSTANCE_TYPES,
          "v1beta1",
          "VirtualMachineClusterPreference",
          "virtualmachineclusterpreferences");

  private static final String CDI = "cdi.kubevirt.io";
  public static final KindRef DATA_VOLUME = namespaced(CDI, "v1beta1", "DataVolume", "datavolumes");
  public static final KindRef STORAGE_PROFILE =
      cluster(CDI, "v1beta1", "StorageProfile", "storageprofiles");

  /** The journal of one VM's run through an itinerary; our own kind. */
  public static final KindRef RUN = namespaced("wherry.io", "v1alpha1", "Run", "runs");

  /** Who may run a machine; our own kind. */
  public static final KindRef MACHINE_OWNER =
      namespaced("wherry.io", "v1alpha1", "MachineOwner", "machineowners");

  /** Disks of a running machine on their way to other claims; our own kind. */
  public static final KindRef DISK_MOVE =
      namespaced("wherry.io", "v1alpha1", "DiskMove", "diskmoves");

  private static final java.util.List<KindRef> ALL =
      java.util.List.of(
          NAMESPACE,
          NODE,
          PV,
          PVC,
          POD,
          SECRET,
          CONFIG_MAP,
          SERVICE_ACCOUNT,
          EVENT,
          EVENT_V1,
          RESOURCE_QUOTA,
          ROLE,
          ROLE_BINDING,
          CLUSTER_ROLE,
          CLUSTER_ROLE_BINDING,
          JOB,
          POD_DISRUPTION_BUDGET,
          STORAGE_CLASS,
          LEASE,
          CRD,
          NAD,
          FORKLIFT_CONTROLLER,
          PROVIDER,
          HOST,
          HOOK,
          NETWORK_MAP,
          STORAGE_MAP,
          PLAN,
          MIGRATION,
          MIG_CLUSTER,
          MIG_PLAN,
          MIG_MIGRATION,
          MIG_HOOK,
          VM,
          VMI,
          VMIM,
          KUBE_VIRT,
          EXPORT,
          MIGRATION_POLICY,
          HYPER_CONVERGED,
          MACHINE_OWNER,
          DISK_MOVE,
          DATA_VOLUME,
          STORAGE_PROFILE,
          RUN);

  /** The kind a manifest names, if it is one of those above. */
  public static java.util.Optional<KindRef> find(String apiVersion, String kind) {
    return ALL.stream()
        .filter(k -> k.apiVersion().equals(apiVersion) && k.kind().equals(kind))
        .findFirst();
  }
}
