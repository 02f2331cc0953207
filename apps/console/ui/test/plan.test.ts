import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../src/api/kinds';
import { counters, planAmount, planState, planVms, refusal, vmProgress, type PlanAction, type PlanState } from '../src/model/plan';

const condition = (type: string, category = 'Required') => ({ type, status: 'True', category });
const plan = (status: object, spec: object = {}): KubeObject => ({ metadata: { name: 'p', namespace: 'n' }, spec, status });
const vm = (state: 'ok' | 'failed' | 'canceled' | 'running' | 'paused' | 'queued', id = 'vm-1') => ({
  id,
  name: id,
  ...(state !== 'queued' && { started: '2026-11-27T12:00:00Z' }),
  phase: { ok: 'Completed', failed: 'CopyDisks', canceled: 'CopyDisks', running: 'CopyDisks', paused: 'CopyingPaused', queued: 'Started' }[state],
  conditions: { ok: [condition('Succeeded')], failed: [condition('Failed')], canceled: [condition('Canceled')], running: [], paused: [], queued: [] }[state],
});

const executing = (...vms: object[]) => plan({ conditions: [condition('Executing')], migration: { vms } });
const ended = (...vms: object[]) => plan({ conditions: [condition('Ready')], migration: { vms } });

describe('the state of a plan', () => {
  it.each<[PlanState, KubeObject]>([
    ['Unknown', plan({})],
    ['Validating', plan({ conditions: [condition('Validated')] })],
    ['Cannot start', plan({ conditions: [condition('VMNotFound', 'Critical')] })],
    ['Ready to start', plan({ conditions: [condition('Ready')] })],
    ['Pending', executing(vm('queued'))],
    ['Running', executing(vm('running'), vm('ok', 'vm-2'))],
    ['Running', executing(vm('running'), vm('paused', 'vm-2'))],
    ['Paused', executing(vm('paused'), vm('ok', 'vm-2'))],
    ['Complete', plan({ conditions: [condition('Succeeded')], migration: { vms: [vm('ok')] } })],
    ['Incomplete', ended(vm('ok'), vm('failed', 'vm-2'))],
    ['Canceled', ended(vm('canceled'))],
    ['Archived', plan({ conditions: [condition('Archived')] }, { archived: true })],
  ])('is %s', (state, object) => expect(planState(object)).toBe(state));
});

describe('actions', () => {
  const states: Record<string, KubeObject> = {
    ready: plan({ conditions: [condition('Ready')] }),
    blocked: plan({ conditions: [condition('VMNotFound', 'Critical')] }),
    running: executing(vm('running')),
    paused: plan({ conditions: [condition('Executing')], migration: { vms: [vm('paused')] } }, { warm: true }),
    incomplete: ended(vm('failed')),
    complete: ended(vm('ok')),
    archived: plan({}, { archived: true }),
  };
  it.each<[PlanAction, string[]]>([
    ['Start', ['ready']],
    ['Restart', ['incomplete']],
    ['Cutover', ['paused']],
    ['Cancel', ['running', 'paused']],
    ['Archive', ['ready', 'blocked', 'incomplete', 'complete']],
    ['Delete', ['ready', 'blocked', 'incomplete', 'complete', 'archived']],
    ['Duplicate', ['ready', 'running', 'paused', 'incomplete', 'complete', 'archived']],
  ])('%s is possible for %j', (action, possible) => {
    const allowed = Object.entries(states).filter(([, p]) => refusal(action, p) === '').map(([name]) => name);
    expect(allowed).toEqual(possible);
  });
});

describe('a machine on its way', () => {
  const raw = {
    id: 'vm-1',
    name: 'web',
    started: '2026-11-27T12:00:00Z',
    phase: 'CopyDisks',
    pipeline: [
      {
        name: 'DiskTransfer',
        phase: 'Running',
        annotations: { unit: 'MB', 'wherry.io/bytes-done': '100', 'wherry.io/bytes-total': '400', 'wherry.io/rate-bytes-per-second': '50', 'wherry.io/time-left-seconds': '6' },
        progress: { completed: 0, total: 1 },
        tasks: [{ name: 'disk1', phase: 'Running', progress: { completed: 3, total: 8 }, annotations: { unit: 'MB' } }],
      },
    ],
  };

  it('tells bytes, rate and time left', () => {
    const found = vmProgress(raw);
    expect(found.transfer).toEqual({ done: 100, total: 400, rate: 50, secondsLeft: 6 });
    expect(found.steps[0]!.tasks[0]).toMatchObject({ done: 3 * 1024 * 1024, total: 8 * 1024 * 1024 });
  });

  it('adds up to the figure of its plan', () => {
    const sum = planAmount(planVms(executing(raw, { ...raw, id: 'vm-2' })));
    expect(sum).toEqual({ done: 200, total: 800, rate: 100, secondsLeft: 6 });
  });

  it('shows an unknown rate as unknown', () => {
    expect(vmProgress({ id: 'x', pipeline: [{ name: 'DiskTransfer', progress: { completed: 1, total: 2 } }] }).transfer).toBeUndefined();
  });

  it('counts the states that there are', () => {
    const found = counters(planVms(executing(vm('ok'), vm('failed', 'b'), vm('ok', 'c'))));
    expect(found.map(([s, v]) => [s, v.length])).toEqual([['Succeeded', 2], ['Failed', 1]]);
  });
});
