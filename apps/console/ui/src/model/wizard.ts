/** The objects that a finished plan wizard makes. Pure, so that tests can look at them. */
import type { Json, KubeObject } from '../api/kinds';
import type { ProviderForm } from './forms';
import type { InventoryVm } from './provider';

export type MapTarget = string;

export interface Draft {
  name: string;
  namespace: string;
  description: string;
  source?: KubeObject;
  destination?: KubeObject;
  targetNamespace: string;
  vms: InventoryVm[];
  /** Source network id to "pod", "ignored" or namespace/name. */
  networks: Record<string, MapTarget>;
  /** Source storage id to a storage class. */
  storages: Record<string, string>;
  type: 'cold' | 'warm';
  preserveStaticIPs: boolean;
  skipGuestConversion: boolean;
  targetPowerState: string;
  preHook: string;
  postHook: string;
}

export const EMPTY: Draft = {
  name: '', namespace: '', description: '', targetNamespace: '', vms: [], networks: {}, storages: {}, type: 'cold',
  preserveStaticIPs: true, skipGuestConversion: false, targetPowerState: '', preHook: '', postHook: '',
};

const reference = (o?: KubeObject) => (o ? { name: o.metadata.name, namespace: o.metadata.namespace } : undefined);

function networkTarget(target: MapTarget): Json {
  if (target === 'pod' || target === 'ignored') return { type: target };
  const [namespace, name] = target.split('/');
  return { type: 'multus', namespace, name };
}

function hooks(draft: Draft): Json[] {
  const one = (step: string, hook: string) => {
    const [namespace, name] = hook.split('/');
    return hook ? [{ step, hook: { namespace, name } }] : [];
  };
  return [...one('PreHook', draft.preHook), ...one('PostHook', draft.postHook)];
}

export interface Made {
  network: KubeObject;
  storage: KubeObject;
  plan: KubeObject;
}

export function objectsOf(draft: Draft): Made {
  const metadata = { name: draft.name, namespace: draft.namespace };
  const provider = { source: reference(draft.source), destination: reference(draft.destination) };
  const map = (rows: Json[]): KubeObject => ({ metadata, spec: { provider, map: rows } });
  const ownHooks = hooks(draft);
  return {
    network: map(Object.entries(draft.networks).map(([id, target]) => ({ source: { id }, destination: networkTarget(target) }))),
    storage: map(Object.entries(draft.storages).map(([id, storageClass]) => ({ source: { id }, destination: { storageClass } }))),
    plan: {
      metadata,
      spec: {
        ...(draft.description && { description: draft.description }),
        provider,
        map: { network: metadata, storage: metadata },
        targetNamespace: draft.targetNamespace,
        type: draft.type,
        warm: draft.type === 'warm',
        preserveStaticIPs: draft.preserveStaticIPs,
        skipGuestConversion: draft.skipGuestConversion,
        ...(draft.targetPowerState && { targetPowerState: draft.targetPowerState }),
        vms: draft.vms.map((v) => ({ id: v.id, name: v.name, ...(ownHooks.length && { hooks: ownHooks }) })),
      },
    },
  };
}

/** What keeps a step from being done; empty when it is done. */
export const problems = {
  general: (d: Draft, nameProblem: string) =>
    nameProblem ||
    (!d.namespace && 'Choose a project for the plan.') ||
    (!d.source && 'Choose a source provider.') ||
    (!d.destination && 'Choose a target provider.') ||
    (!d.targetNamespace && 'Choose a target project.') ||
    '',
  vms: (d: Draft) => (d.vms.length ? '' : 'Select at least one virtual machine.'),
  networks: (d: Draft, used: Set<string>) => missing(used, d.networks, 'network'),
  storages: (d: Draft, used: Set<string>) => missing(used, d.storages, 'storage'),
};

function missing(used: Set<string>, mapped: Record<string, string>, what: string): string {
  const open = [...used].filter((id) => !mapped[id]).length;
  return open ? `${open} ${what}${open > 1 ? 's have' : ' has'} no target yet.` : '';
}

/** The class that a disk goes to when nobody chose: the default for machines, else the default, else the first. */
export function defaultClass(classes: readonly KubeObject[]): string {
  const marked = (key: string) => classes.find((c) => c.metadata.annotations?.[key] === 'true');
  const found = marked('storageclass.kubevirt.io/is-default-virt-class') ?? marked('storageclass.kubernetes.io/is-default-class') ?? classes[0];
  return found?.metadata.name ?? '';
}

/** Unknown as long as the forms are not read. */
export const storageCollection = (forms: readonly ProviderForm[] | undefined, provider?: KubeObject): string =>
  forms?.find((f) => f.type === provider?.spec?.type)?.storageCollection ?? '';
