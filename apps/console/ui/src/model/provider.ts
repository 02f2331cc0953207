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

/** What every source says of a machine in the same words; the inventory adds it on request. */
export interface Neutral {
  power: string;
  os: string;
  memoryBytes: number;
  cpus: number;
  diskBytes: number;
  networks: string[];
  storages: string[];
}

/** Rows of machines for {@link InventoryVm}. */
export const MACHINES = 'vms?detail=all&neutral=true';

export interface InventoryVm {
  id: string;
  name: string;
  path?: string;
  concerns?: Concern[];
  neutral?: Neutral;
  [other: string]: Json;
}

/** On, Off or Unknown; a source's own word where that says more. */
export const power = (vm: InventoryVm): string =>
  /^(suspended|paused)$/i.test(vm.powerState ?? vm.status ?? '') ? 'Suspended' : vm.neutral?.power || 'Unknown';

export const guestOs = (vm: InventoryVm): string => vm.guestName || vm.neutral?.os || 'Unknown';

export const diskBytes = (vm: InventoryVm): number | undefined => vm.neutral?.diskBytes;

const rank = (category: string) =>
  ({ critical: 0, error: 1, warning: 2, warn: 2, information: 3, advisory: 4 })[category.toLowerCase()] ?? 5;

export const worst = (concerns: Concern[] = []) => [...concerns].sort((a, b) => rank(a.category) - rank(b.category));

export const hasCritical = (vm: InventoryVm) => (vm.concerns ?? []).some((c) => c.category.toLowerCase() === 'critical');

/** Rows of the inventory that a machine uses: networks and storages, by id. */
export interface Usage {
  networks: Set<string>;
  storages: Set<string>;
}

/** What the selected machines use. */
export const usage = (vms: InventoryVm[]): Usage => ({
  networks: new Set(vms.flatMap((vm) => vm.neutral?.networks ?? [])),
  storages: new Set(vms.flatMap((vm) => vm.neutral?.storages ?? [])),
});
