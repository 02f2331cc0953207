/** What a plan and its machines are doing, derived from the objects alone. */
import type { Condition, Json, KubeObject } from '../api/kinds';
import { blockers, conditionsOf, isTrue } from './conditions';

export type PlanState =
  | 'Validating'
  | 'Cannot start'
  | 'Ready to start'
  | 'Pending'
  | 'Running'
  | 'Paused'
  | 'Complete'
  | 'Incomplete'
  | 'Canceled'
  | 'Archived'
  | 'Unknown';

export type VmState = 'Not started' | 'Queued' | 'Running' | 'Waiting' | 'Succeeded' | 'Failed' | 'Canceled';

export interface Amount {
  done: number;
  total: number;
  rate?: number;
  secondsLeft?: number;
}

export interface StepTask extends Amount {
  name: string;
  phase: string;
  error?: string;
}

export interface Step {
  name: string;
  title: string;
  description: string;
  phase: string;
  started?: string;
  completed?: string;
  error?: string;
  reason?: string;
  amount?: Amount;
  tasks: StepTask[];
}

export interface VmProgress {
  id: string;
  name: string;
  newName: string;
  state: VmState;
  /** Why it waits or failed; empty when there is nothing to say. */
  reason: string;
  phase: string;
  started?: string;
  completed?: string;
  steps: Step[];
  conditions: Condition[];
  transfer?: Amount;
  raw: Json;
}

const TITLES: Record<string, string> = {
  PreHook: 'Pre-migration hook',
  PreflightInspection: 'Preflight inspection',
  DiskAllocation: 'Disk allocation',
  DiskTransfer: 'Disk transfer',
  DiskTransferV2v: 'Disk transfer',
  ImageConversion: 'Image conversion',
  VirtualMachineCreation: 'Virtual machine creation',
  WaitForGuestReboots: 'Post-migration setup',
  PostHook: 'Post-migration hook',
  WaitForFinalSnapshotConsolidation: 'Snapshot consolidation',
};

const MIB = 1024 * 1024;

const number = (text: unknown) => {
  const value = Number(text);
  return text === undefined || text === '' || !Number.isFinite(value) ? undefined : value;
};

function amountOf(part: Json): Amount | undefined {
  const notes = part.annotations ?? {};
  const total = number(notes['wherry.io/bytes-total']) ?? (notes.unit === 'MB' ? (part.progress?.total ?? 0) * MIB : undefined);
  if (total === undefined) return undefined;
  return {
    total,
    done: number(notes['wherry.io/bytes-done']) ?? (part.progress?.completed ?? 0) * MIB,
    rate: number(notes['wherry.io/rate-bytes-per-second']),
    secondsLeft: number(notes['wherry.io/time-left-seconds']),
  };
}

const errorOf = (part: Json): string | undefined => part.error?.reasons?.join(' ') || undefined;

function stepOf(raw: Json): Step {
  return {
    name: raw.name,
    title: TITLES[raw.name] ?? raw.name,
    description: raw.description ?? '',
    phase: raw.phase ?? 'Pending',
    started: raw.started,
    completed: raw.completed,
    error: errorOf(raw),
    reason: raw.reason,
    amount: amountOf(raw),
    tasks: (raw.tasks ?? []).map((t: Json) => ({
      name: t.name,
      phase: t.phase ?? 'Pending',
      error: errorOf(t),
      ...(amountOf(t) ?? { done: t.progress?.completed ?? 0, total: t.progress?.total ?? 0 }),
    })),
  };
}

function vmState(raw: Json, conditions: Condition[]): VmState {
  if (isTrue(conditions, 'Succeeded')) return 'Succeeded';
  if (isTrue(conditions, 'Failed') || (raw.error && raw.completed)) return 'Failed';
  if (isTrue(conditions, 'Canceled')) return 'Canceled';
  if (!raw.started) return raw.phase || raw.pipeline?.length ? 'Queued' : 'Not started';
  return raw.phase === 'CopyingPaused' ? 'Waiting' : 'Running';
}

export function vmProgress(raw: Json): VmProgress {
  const conditions: Condition[] = raw.conditions ?? [];
  const steps: Step[] = (raw.pipeline ?? []).map(stepOf);
  const waiting = conditions.find((c) => c.status === 'True' && ['Pending', 'Queued', 'Blocked'].includes(c.type));
  return {
    id: raw.id ?? '',
    name: raw.name ?? raw.id ?? '',
    newName: raw.newName || raw.targetName || raw.name || '',
    state: vmState(raw, conditions),
    reason: errorOf(raw) ?? waiting?.message ?? steps.find((s) => s.phase === 'Running')?.reason ?? '',
    phase: raw.phase ?? '',
    started: raw.started,
    completed: raw.completed,
    steps,
    conditions,
    transfer: steps.find((s) => s.name.startsWith('DiskTransfer'))?.amount,
    raw,
  };
}

export const planVms = (plan: KubeObject): VmProgress[] =>
  (plan.status?.migration?.vms ?? []).map(vmProgress);

export function planState(plan: KubeObject): PlanState {
  const conditions = conditionsOf(plan);
  if (plan.spec?.archived || isTrue(conditions, 'Archived')) return 'Archived';
  const vms = planVms(plan);
  if (isTrue(conditions, 'Executing')) {
    if (vms.length > 0 && vms.every((v) => v.state === 'Queued' || v.state === 'Not started')) return 'Pending';
    const busy = vms.filter((v) => v.state === 'Running' || v.state === 'Queued');
    return vms.some((v) => v.state === 'Waiting') && busy.length === 0 ? 'Paused' : 'Running';
  }
  if (isTrue(conditions, 'Succeeded') && vms.every((v) => v.state === 'Succeeded')) return 'Complete';
  if (vms.length > 0 && vms.every((v) => v.state === 'Canceled')) return 'Canceled';
  if (vms.some((v) => v.state === 'Failed' || v.state === 'Canceled')) return 'Incomplete';
  if (vms.length > 0 && vms.every((v) => v.state === 'Succeeded')) return 'Complete';
  if (blockers(conditions).length > 0) return 'Cannot start';
  if (isTrue(conditions, 'Ready')) return 'Ready to start';
  return conditions.length === 0 ? 'Unknown' : 'Validating';
}

export function planAmount(vms: VmProgress[]): Amount | undefined {
  const parts = vms.map((v) => v.transfer).filter((t): t is Amount => t !== undefined);
  if (parts.length === 0) return undefined;
  const sum = (pick: (a: Amount) => number | undefined) => parts.reduce((n, a) => n + (pick(a) ?? 0), 0);
  const rates = parts.filter((a) => a.rate !== undefined);
  const done = sum((a) => a.done);
  const total = sum((a) => a.total);
  const speed = rates.length ? sum((a) => a.rate) : undefined;
  return { done, total, rate: speed, secondsLeft: speed ? (total - done) / speed : undefined };
}

export type PlanType = 'Cold' | 'Warm' | 'Live' | 'Conversion';

export function planType(plan: KubeObject): PlanType {
  const type = String(plan.spec?.type ?? '').toLowerCase();
  if (type === 'live') return 'Live';
  if (type === 'conversion') return 'Conversion';
  return type === 'warm' || plan.spec?.warm ? 'Warm' : 'Cold';
}

export type PlanAction =
  | 'Edit' | 'Start' | 'Restart' | 'Cutover' | 'Cancel' | 'Change VMs' | 'Duplicate' | 'Archive' | 'Delete';

const RULES: Record<PlanAction, PlanState[]> = {
  Edit: ['Ready to start', 'Cannot start', 'Incomplete', 'Canceled', 'Validating', 'Unknown'],
  Start: ['Ready to start'],
  Restart: ['Incomplete', 'Canceled'],
  Cutover: ['Running', 'Paused'],
  Cancel: ['Pending', 'Running', 'Paused'],
  'Change VMs': ['Ready to start', 'Cannot start', 'Incomplete', 'Canceled', 'Validating', 'Unknown'],
  Duplicate: ['Ready to start', 'Pending', 'Running', 'Paused', 'Incomplete', 'Canceled', 'Complete', 'Archived'],
  Archive: ['Ready to start', 'Cannot start', 'Incomplete', 'Canceled', 'Complete', 'Validating', 'Unknown'],
  Delete: ['Ready to start', 'Cannot start', 'Incomplete', 'Canceled', 'Complete', 'Archived', 'Validating', 'Unknown'],
};

/** Why an action is not for this plan now; empty when it is. */
export function refusal(action: PlanAction, plan: KubeObject): string {
  const state = planState(plan);
  if (action === 'Cutover' && planType(plan) !== 'Warm') return 'Only warm plans have a cutover.';
  return RULES[action].includes(state) ? '' : `Not while the plan is "${state}".`;
}

const ORDER: VmState[] = ['Succeeded', 'Failed', 'Canceled', 'Running', 'Waiting', 'Queued', 'Not started'];

export function counters(vms: VmProgress[]): [VmState, VmProgress[]][] {
  return ORDER.map((s): [VmState, VmProgress[]] => [s, vms.filter((v) => v.state === s)]).filter(([, v]) => v.length > 0);
}

/** The Migration that a plan's status speaks of, newest first. */
export function migrationsOf(plan: KubeObject, migrations: readonly KubeObject[]): KubeObject[] {
  return migrations
    .filter((m) => m.spec?.plan?.name === plan.metadata.name && (m.spec?.plan?.namespace ?? m.metadata.namespace) === plan.metadata.namespace)
    .sort((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''));
}
