import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../src/api/kinds';
import { isAsked, type ProviderForm } from '../src/model/forms';
import { usage } from '../src/model/provider';
import { EMPTY, defaultClass, objectsOf, problems, storageCollection, type Draft } from '../src/model/wizard';

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
  it('are what the inventory says of every source in the same words', () => {
    const neutral = { power: 'Off', os: '', memoryBytes: 1, cpus: 1, diskBytes: 1 };
    const vms = [
      { id: '1', name: 'a', neutral: { ...neutral, networks: ['net-1'], storages: ['ds-1'] } },
      { id: '2', name: 'b', neutral: { ...neutral, networks: ['net-1', 'net-2'], storages: ['sd-1'] } },
    ];
    const found = usage(vms);
    expect([...found.networks]).toEqual(['net-1', 'net-2']);
    expect([...found.storages]).toEqual(['ds-1', 'sd-1']);
  });
});

const form: ProviderForm = {
  type: 'cloud', title: 'A cloud', blurb: '', tls: true, storageCollection: 'volumetypes',
  url: { key: 'url', title: 'URL', to: 'url' },
  fields: [
    { key: 'authType', title: 'Log in by', to: 'secret', options: ['password', 'token'] },
    { key: 'token', title: 'Token', to: 'secret', when: ['authType', 'token'] },
    { key: 'region', title: 'Region', to: 'secret', when: ['url', '*'] },
  ],
};

it('asks what the form says, as its conditions hold', () => {
  const asked = (values: Record<string, string>) => form.fields.filter((f) => isAsked(form, f, values)).map((f) => f.key);
  expect(asked({})).toEqual(['authType']);
  expect(asked({ authType: 'token', url: 'x' })).toEqual(['authType', 'token', 'region']);
  expect(storageCollection([form], { metadata: { name: 'a' }, spec: { type: 'cloud' } })).toBe('volumetypes');
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
