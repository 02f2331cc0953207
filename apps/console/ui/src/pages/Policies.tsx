import { useState } from 'react';
import { Button, Checkbox, Content, Form, FormGroup, TextInput } from '@patternfly/react-core';
import { create, remove, useMay, useObjects } from '../api/hooks';
import { KINDS, type KubeObject } from '../api/kinds';
import { nameProblem } from '../model/units';
import { Confirm } from '../parts/Confirm';
import { ListPage } from '../parts/ListPage';
import { RowMenu } from '../parts/RowMenu';
import { DataTable, type Column } from '../table/DataTable';

const labels = (of: unknown): string => Object.entries((of ?? {}) as Record<string, unknown>).map(([k, v]) => `${k}=${String(v)}`).join(', ');
const pick = (selector: Record<string, unknown> | undefined) => labels(selector?.matchLabels ?? selector);

const COLUMNS: Column<KubeObject>[] = [
  { id: 'name', title: 'Name', value: (p) => p.metadata.name },
  { id: 'bandwidth', title: 'Bandwidth per migration', value: (p) => p.spec?.bandwidthPerMigration ?? 'the cluster’s' },
  { id: 'converge', title: 'Auto converge', value: (p) => String(p.spec?.allowAutoConverge ?? 'the cluster’s') },
  { id: 'postcopy', title: 'Post-copy', value: (p) => String(p.spec?.allowPostCopy ?? 'the cluster’s') },
  { id: 'timeout', title: 'Completion timeout', value: (p) => (p.spec?.completionTimeoutPerGiB ? `${p.spec.completionTimeoutPerGiB} s per GiB` : 'the cluster’s') },
  { id: 'projects', title: 'Project labels', value: (p) => pick(p.spec?.selectors?.namespaceSelector) || 'all' },
  { id: 'vms', title: 'VM labels', value: (p) => pick(p.spec?.selectors?.virtualMachineInstanceSelector) || 'all' },
];

export default function Policies() {
  const { items, loaded, error } = useObjects(KINDS.migrationPolicy);
  const may = useMay('create', KINDS.migrationPolicy);
  const [gone, setGone] = useState<KubeObject>();
  const [making, make] = useState(false);
  const add = <Button onClick={() => make(true)} isAriaDisabled={may === false}>Create policy</Button>;
  return (
    <ListPage title="Migration policies" isClusterWide actions={add} error={error} loaded={loaded}>
      <DataTable label="Migration policies" rows={items} rowKey={(p) => p.metadata.name} columns={COLUMNS} loaded={loaded}
        empty={{ title: 'No migration policies', body: 'Without one, the cluster’s settings count for every machine.', action: add }}
        rowActions={(p) => <RowMenu label={`Actions of ${p.metadata.name}`} entries={[{ title: 'Delete', isDanger: true, run: () => setGone(p) }]} />} />
      {making && <PolicyForm close={() => make(false)} />}
      {gone && (
        <Confirm title={`Delete ${gone.metadata.name}?`} action="Delete" isDanger close={() => setGone(undefined)} run={() => remove(KINDS.migrationPolicy, gone)}>
          <Content>Machines it matched follow the next policy that matches, or the cluster’s settings.</Content>
        </Confirm>
      )}
    </ListPage>
  );
}

/** "a=b, c=d" as labels; undefined when it is not that. */
export function parseLabels(text: string): Record<string, string> | undefined {
  const result: Record<string, string> = {};
  for (const part of text.split(',').map((p) => p.trim()).filter(Boolean)) {
    const [key, value, ...rest] = part.split('=');
    if (!key || value === undefined || rest.length) return undefined;
    result[key.trim()] = value.trim();
  }
  return result;
}

function PolicyForm({ close }: { close: () => void }) {
  const instances = useObjects(KINDS.vmi).items;
  const [v, set] = useState({ name: '', bandwidth: '', timeout: '', projects: '', vms: '', converge: false, postCopy: false });
  const change = (part: Partial<typeof v>) => set((old) => ({ ...old, ...part }));
  const projects = parseLabels(v.projects);
  const vms = parseLabels(v.vms);
  const problem = nameProblem(v.name) || (!projects || !vms ? 'Labels are written as key=value, separated by commas.' : '') || (v.timeout && !/^\d+$/.test(v.timeout) ? 'The timeout is a number of seconds.' : '');
  const matching = instances.filter((i) => Object.entries(vms ?? {}).every(([k, w]) => i.metadata.labels?.[k] === w)).length;
  const run = () =>
    create(KINDS.migrationPolicy, {
      metadata: { name: v.name },
      spec: {
        allowAutoConverge: v.converge,
        allowPostCopy: v.postCopy,
        ...(v.bandwidth && { bandwidthPerMigration: v.bandwidth }),
        ...(v.timeout && { completionTimeoutPerGiB: Number(v.timeout) }),
        selectors: { namespaceSelector: projects, virtualMachineInstanceSelector: vms },
      },
    });
  const text = (key: 'name' | 'bandwidth' | 'timeout' | 'projects' | 'vms', label: string) => (
    <FormGroup label={label} fieldId={`policy-${key}`}>
      <TextInput id={`policy-${key}`} value={v[key]} onChange={(_, value) => change({ [key]: value })} />
    </FormGroup>
  );
  return (
    <Confirm title="Create migration policy" action="Create" close={close} run={run} isDisabled={Boolean(problem)}>
      <Form onSubmit={(e) => e.preventDefault()}>
        {text('name', 'Name')}
        {text('bandwidth', 'Bandwidth per migration (for example 64Mi; empty: the cluster’s)')}
        {text('timeout', 'Completion timeout, seconds per GiB')}
        <Checkbox id="policy-converge" label="Auto converge: slow the guest down when it writes faster than the link" isChecked={v.converge} onChange={(_, converge) => change({ converge })} />
        <Checkbox id="policy-postcopy" label="Post-copy: switch over first, fetch memory afterwards" isChecked={v.postCopy} onChange={(_, postCopy) => change({ postCopy })} />
        {text('projects', 'Project labels')}
        {text('vms', 'VM labels')}
      </Form>
      <Content>{problem || `${matching} running machines have these VM labels.`}</Content>
    </Confirm>
  );
}
