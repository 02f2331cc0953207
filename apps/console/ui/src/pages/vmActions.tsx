import { useState, type ReactNode } from 'react';
import { Content, Form, FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { create, remove, useObject, useObjects } from '../api/hooks';
import { sendJson } from '../api/http';
import { KINDS, type KubeObject } from '../api/kinds';
import { conditionsOf, isTrue } from '../model/conditions';
import { Confirm } from '../parts/Confirm';
import type { MenuEntry } from '../parts/RowMenu';

const SUBRESOURCES = '/apis/subresources.kubevirt.io/v1';

export const vmCall = (vm: KubeObject, action: string, of: 'virtualmachines' | 'virtualmachineinstances' = 'virtualmachines') =>
  sendJson('PUT', `${SUBRESOURCES}/namespaces/${vm.metadata.namespace}/${of}/${vm.metadata.name}/${action}`, {});

export const socketPath = (vm: KubeObject, what: 'console' | 'vnc') =>
  `${SUBRESOURCES}/namespaces/${vm.metadata.namespace}/virtualmachineinstances/${vm.metadata.name}/${what}`;

type Ask = 'Start' | 'Stop' | 'Restart' | 'Migrate' | 'Delete';

const TEXT: Record<Exclude<Ask, 'Migrate'>, string> = {
  Start: 'The machine is started.',
  Stop: 'The guest is asked to shut down; after its grace period the plug is pulled.',
  Restart: 'The guest is shut down and started again.',
  Delete: 'The machine and the volumes that belong to it are removed. This cannot be undone.',
};

export function useVmActions(vm: KubeObject | null | undefined): { entries: MenuEntry[]; dialog: ReactNode } {
  const [ask, setAsk] = useState<Ask>();
  if (!vm) return { entries: [], dialog: null };
  const runs = ['Running', 'Paused', 'Migrating'].includes(vm.status?.printableStatus);
  const entry = (title: Ask, refusal = '', isDanger = false): MenuEntry => ({ title, run: () => setAsk(title), refusal, isDanger });
  const close = () => setAsk(undefined);
  return {
    entries: [
      entry('Start', runs ? 'It runs already.' : ''),
      entry('Stop', runs ? '' : 'It does not run.'),
      entry('Restart', runs ? '' : 'It does not run.'),
      entry('Migrate', runs ? '' : 'Only a running machine moves to another node.'),
      entry('Delete', '', true),
    ],
    dialog: !ask ? null : ask === 'Migrate' ? <MigrateDialog vm={vm} close={close} /> : (
      <Confirm title={`${ask} ${vm.metadata.name}?`} action={ask} isDanger={ask === 'Delete' || ask === 'Stop'} close={close}
        typed={ask === 'Delete' ? vm.metadata.name : undefined}
        run={() => (ask === 'Delete' ? remove(KINDS.vm, vm) : vmCall(vm, ask.toLowerCase()))}>
        <Content>{TEXT[ask]}</Content>
      </Confirm>
    ),
  };
}

/** Another node: chosen by the scheduler, or by name; the reasons that forbid it stand in the dialog. */
function MigrateDialog({ vm, close }: { vm: KubeObject; close: () => void }) {
  const nodes = useObjects(KINDS.node).items;
  const { object: instance } = useObject(KINDS.vmi, vm.metadata.namespace, vm.metadata.name);
  const [node, setNode] = useState('');
  const here = instance?.status?.nodeName;
  const verdict = conditionsOf(instance).find((c) => c.type === 'LiveMigratable');
  const others = nodes.filter((n) => n.metadata.name !== here);
  const why = (n: KubeObject) => (n.spec?.unschedulable ? 'cordoned' : isTrue(conditionsOf(n), 'Ready') ? '' : 'not ready');
  const run = () =>
    create(KINDS.vmim, {
      metadata: { generateName: `${vm.metadata.name.slice(0, 50)}-`, namespace: vm.metadata.namespace } as KubeObject['metadata'],
      spec: { vmiName: vm.metadata.name, ...(node && { addedNodeSelector: { 'kubernetes.io/hostname': node } }) },
    });
  const refused = verdict?.status === 'False' ? (verdict.message ?? 'The machine cannot move while it runs.') : others.length === 0 ? 'There is no other node.' : '';
  return (
    <Confirm title={`Migrate ${vm.metadata.name}`} action="Migrate" close={close} run={run} isDisabled={Boolean(refused)}>
      <Content>The machine goes on running. It is on {here ?? 'an unknown node'} now.</Content>
      {refused && <Content className="w-error">{refused}</Content>}
      <Form onSubmit={(e) => e.preventDefault()}>
        <FormGroup label="To node" fieldId="migrate-node">
          <FormSelect id="migrate-node" value={node} onChange={(_, v) => setNode(v)}>
            <FormSelectOption value="" label="Chosen automatically" />
            {others.map((n) => (
              <FormSelectOption key={n.metadata.name} value={n.metadata.name} isDisabled={Boolean(why(n))}
                label={n.metadata.name + (why(n) ? ` (${why(n)})` : '')} />
            ))}
          </FormSelect>
        </FormGroup>
      </Form>
    </Confirm>
  );
}
