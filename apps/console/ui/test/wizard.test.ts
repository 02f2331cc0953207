import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../src/api/kinds';
import { usage } from '../src/model/provider';
import { EMPTY, defaultClass, objectsOf, problems, type Draft } from '../src/model/wizard';

const provider = (name: string): KubeObject => ({ metadata: { name, namespace: 'demo' }, spec: { type: 'ova' } });

const draft: Draft = {
  ...EMPTY,
  name: 'web',
  namespace: 'demo',
  source: provider('files'),
  destination: provider('host'),
  targetNamespace: 'apps',
  vms: [{ id: 'vm-1', name: 'Web 1' }],
  networks: { 'net-1': 'pod', 'net-2': 'apps/vlan7', 'net-3': 'ignored' },
  storages: { 'ds-1': 'fast' },
  preHook: 'demo/stop-app',
};

describe('what the wizard makes', () => {
  const made = objectsOf(draft);

  it('maps networks as upstream writes them', () => {
    expect(made.network.spec.map).toEqual([
      { source: { id: 'net-1' }, destination: { type: 'pod' } },
      { source: { id: 'net-2' }, destination: { type: 'multus', namespace: 'apps', name: 'vlan7' } },
      { source: { id: 'net-3' }, destination: { type: 'ignored' } },
    ]);
  });

  it('makes a plan with machines, maps and hooks', () => {
    expect(made.plan.spec).toMatchObject({
      targetNamespace: 'apps',
      type: 'cold',
      warm: false,
      map: { network: { name: 'web', namespace: 'demo' }, storage: { name: 'web', namespace: 'demo' } },
      vms: [{ id: 'vm-1', name: 'Web 1', hooks: [{ step: 'PreHook', hook: { namespace: 'demo', name: 'stop-app' } }] }],
    });
    expect(made.plan.spec).not.toHaveProperty('targetPowerState');
  });
});

describe('what is missing', () => {
  it('is said for each step', () => {
    expect(problems.general({ ...draft, source: undefined }, '')).toBe('Choose a source provider.');
    expect(problems.vms({ ...draft, vms: [] })).toContain('at least one');
    expect(problems.networks(draft, new Set(['net-1', 'net-9']))).toBe('1 network has no target yet.');
    expect(problems.storages(draft, new Set(['ds-1']))).toBe('');
  });
});

describe('networks and storages in use', () => {
  it('are found in the words of every source', () => {
    const vms = [
      { id: '1', name: 'a', networks: [{ kind: 'Network', id: 'net-1' }], disks: [{ datastore: { id: 'ds-1' } }] },
      { id: '2', name: 'b', nics: [{ profile: 'p-1' }], diskAttachments: [{ disk: { storageDomain: 'sd-1' } }] },
    ];
    const found = usage(vms);
    expect([...found.networks]).toEqual(['net-1', 'p-1']);
    expect([...found.storages]).toEqual(['ds-1', 'sd-1']);
  });
});

it('prefers the class made for machines', () => {
  const make = (name: string, annotations = {}): KubeObject => ({ metadata: { name, annotations } });
  const plain = make('a');
  const standard = make('b', { 'storageclass.kubernetes.io/is-default-class': 'true' });
  const virt = make('c', { 'storageclass.kubevirt.io/is-default-virt-class': 'true' });
  expect(defaultClass([plain, standard, virt])).toBe('c');
  expect(defaultClass([plain, standard])).toBe('b');
  expect(defaultClass([plain])).toBe('a');
  expect(defaultClass([])).toBe('');
});
