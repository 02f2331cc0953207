import type { Json, KubeObject } from '../api/kinds';
import { conditionsOf, blockers, isTrue } from './conditions';

export type ProviderState = 'Ready' | 'Staging' | 'ConnectionFailed' | 'ValidationFailed' | 'Deleting';

export function providerState(p: KubeObject): ProviderState {
  const conditions = conditionsOf(p);
  if (p.metadata.deletionTimestamp) return 'Deleting';
  if (conditions.some((c) => c.type.startsWith('ConnectionTestFailed') && c.status === 'True')) return 'ConnectionFailed';
  if (p.status?.phase === 'ConnectionFailed') return 'ConnectionFailed';
  if (blockers(conditions).length > 0) return 'ValidationFailed';
  return isTrue(conditions, 'Ready') ? 'Ready' : 'Staging';
}

export interface Concern {
  id?: string;
  label: string;
  category: string;
  assessment: string;
}

export interface InventoryVm {
  id: string;
  name: string;
  path?: string;
  concerns?: Concern[];
  powerState?: string;
  status?: string;
  [other: string]: Json;
}

const POWER: [RegExp, string][] = [
  [/^(poweredon|up|active|running|on)$/i, 'On'],
  [/^(poweredoff|down|shutoff|stopped|off)$/i, 'Off'],
  [/^(suspended|paused)$/i, 'Suspended'],
];

/** On, Off, Suspended, or the source's own word; unknown is said so. */
export function power(vm: InventoryVm): string {
  const word = String(vm.powerState ?? vm.status ?? vm.object?.status?.printableStatus ?? '');
  return POWER.find(([pattern]) => pattern.test(word))?.[1] ?? (word || 'Unknown');
}

export const guestOs = (vm: InventoryVm): string =>
  vm.guestName || vm.osType || vm.guestId || vm.guest?.distribution || 'Unknown';

export const diskBytes = (vm: InventoryVm): number | undefined => {
  const disks: Json[] | undefined = vm.disks ?? vm.diskAttachments;
  if (!disks) return undefined;
  return disks.reduce((sum, d) => sum + Number(d.capacity ?? d.provisionedSize ?? d.disk?.provisionedSize ?? 0), 0);
};

const rank = (category: string) =>
  ({ critical: 0, error: 1, warning: 2, warn: 2, information: 3, advisory: 4 })[category.toLowerCase()] ?? 5;

export const worst = (concerns: Concern[] = []) => [...concerns].sort((a, b) => rank(a.category) - rank(b.category));

export const hasCritical = (vm: InventoryVm) => (vm.concerns ?? []).some((c) => c.category.toLowerCase() === 'critical');

/** Rows of the inventory that a machine uses: networks and storages, by id. */
export interface Usage {
  networks: Set<string>;
  storages: Set<string>;
}

const idOf = (ref: Json): string => (typeof ref === 'string' ? ref : (ref?.id ?? ref?.ID ?? ''));

/** What the selected machines use, whatever the type of their source calls it. */
export function usage(vms: InventoryVm[]): Usage {
  const networks = new Set<string>();
  const storages = new Set<string>();
  const note = (set: Set<string>, ref: Json) => idOf(ref) && set.add(idOf(ref));
  for (const vm of vms) {
    (vm.networks ?? []).forEach((n: Json) => note(networks, n.id ?? n.ID ?? n));
    // Some sources name a NIC's network by name only; their list of networks has the ids.
    if (!vm.networks?.length) (vm.nics ?? vm.NICs ?? []).forEach((n: Json) => note(networks, n.network ?? n.profile ?? n.networkId));
    (vm.disks ?? []).forEach((d: Json) => note(storages, d.datastore ?? d.storageDomain ?? d.storage ?? d.id ?? d.ID));
    (vm.diskAttachments ?? []).forEach((d: Json) => note(storages, d.disk?.storageDomain));
    (vm.attachedVolumes ?? []).forEach((v: Json) => note(storages, v.volumeType));
  }
  return { networks, storages };
}

/** Collections whose rows a StorageMap's source names, by provider type. */
export const STORAGE_COLLECTION: Record<string, string> = {
  vsphere: 'datastores',
  ovirt: 'storagedomains',
  openstack: 'volumetypes',
  ova: 'storages',
  hyperv: 'storages',
  openshift: 'storageclasses',
};
