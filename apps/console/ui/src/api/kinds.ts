/** The kinds the console reads and writes. */

export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const kind = (group: string, version: string, plural: string, name: string, namespaced = true): Kind => ({
  group,
  version,
  plural,
  kind: name,
  namespaced,
});

const FORKLIFT = 'forklift.konveyor.io';
const KUBEVIRT = 'kubevirt.io';
const MTC = 'migration.openshift.io';

export const KINDS = {
  namespace: kind('', 'v1', 'namespaces', 'Namespace', false),
  secret: kind('', 'v1', 'secrets', 'Secret'),
  configMap: kind('', 'v1', 'configmaps', 'ConfigMap'),
  event: kind('', 'v1', 'events', 'Event'),
  pod: kind('', 'v1', 'pods', 'Pod'),
  pvc: kind('', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim'),
  node: kind('', 'v1', 'nodes', 'Node', false),
  storageClass: kind('storage.k8s.io', 'v1', 'storageclasses', 'StorageClass', false),
  nad: kind('k8s.cni.cncf.io', 'v1', 'network-attachment-definitions', 'NetworkAttachmentDefinition'),
  provider: kind(FORKLIFT, 'v1beta1', 'providers', 'Provider'),
  plan: kind(FORKLIFT, 'v1beta1', 'plans', 'Plan'),
  migration: kind(FORKLIFT, 'v1beta1', 'migrations', 'Migration'),
  networkMap: kind(FORKLIFT, 'v1beta1', 'networkmaps', 'NetworkMap'),
  storageMap: kind(FORKLIFT, 'v1beta1', 'storagemaps', 'StorageMap'),
  hook: kind(FORKLIFT, 'v1beta1', 'hooks', 'Hook'),
  host: kind(FORKLIFT, 'v1beta1', 'hosts', 'Host'),
  forkliftController: kind(FORKLIFT, 'v1beta1', 'forkliftcontrollers', 'ForkliftController'),
  run: kind('wherry.io', 'v1alpha1', 'runs', 'Run'),
  vm: kind(KUBEVIRT, 'v1', 'virtualmachines', 'VirtualMachine'),
  vmi: kind(KUBEVIRT, 'v1', 'virtualmachineinstances', 'VirtualMachineInstance'),
  vmim: kind(KUBEVIRT, 'v1', 'virtualmachineinstancemigrations', 'VirtualMachineInstanceMigration'),
  migrationPolicy: kind('migrations.kubevirt.io', 'v1alpha1', 'migrationpolicies', 'MigrationPolicy', false),
  dataVolume: kind('cdi.kubevirt.io', 'v1beta1', 'datavolumes', 'DataVolume'),
  migPlan: kind(MTC, 'v1alpha1', 'migplans', 'MigPlan'),
  migMigration: kind(MTC, 'v1alpha1', 'migmigrations', 'MigMigration'),
} as const satisfies Record<string, Kind>;

export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  generateName?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string }[];
}

export interface Condition {
  type: string;
  status: string;
  category?: string;
  reason?: string;
  message?: string;
  items?: string[];
  lastTransitionTime?: string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

/** An object of the API; spec and status are read defensively, unknown fields survive. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec?: Json;
  status?: Json;
  data?: Record<string, string>;
  [other: string]: Json;
}

/** Path of a collection, or of an object when a name is given. */
export function pathOf(k: Kind, namespace?: string, name?: string): string {
  const root = k.group ? `/apis/${k.group}/${k.version}` : `/api/${k.version}`;
  const scope = k.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${k.plural}${name ? `/${encodeURIComponent(name)}` : ''}`;
}

export function apiVersionOf(k: Kind): string {
  return k.group ? `${k.group}/${k.version}` : k.version;
}

export const keyOf = (o: KubeObject) => `${o.metadata.namespace ?? ''}/${o.metadata.name}`;
