import { useState } from 'react';
import { Button, Checkbox, Content, Form, FormGroup, FormSelect, FormSelectOption, TextInput } from '@patternfly/react-core';
import { create, remove, useMay, useNamespaces, useObjects } from '../api/hooks';
import { KINDS, keyOf, type Json, type KubeObject } from '../api/kinds';
import { blockers, conditionsOf, isTrue } from '../model/conditions';
import { nameProblem } from '../model/units';
import { ConditionsTable, Findings } from '../parts/Conditions';
import { Confirm } from '../parts/Confirm';
import { ListPage } from '../parts/ListPage';
import { Pipeline } from '../parts/Pipeline';
import { RowMenu } from '../parts/RowMenu';
import { Status, When } from '../parts/Status';
import { DataTable, type Column } from '../table/DataTable';

const MIG = 'openshift-migration';
const classes = (p: KubeObject) => [...new Set((p.spec?.persistentVolumes ?? []).map((v: Json) => v.selection?.storageClass).filter(Boolean))].join(', ');

function word(p: KubeObject): string {
  const conditions = conditionsOf(p);
  if (blockers(conditions).length) return 'Cannot start';
  return isTrue(conditions, 'Ready') ? 'Ready' : 'Validating';
}

const COLUMNS: Column<KubeObject>[] = [
  { id: 'name', title: 'Name', value: (p) => p.metadata.name },
  { id: 'namespaces', title: 'Namespaces', value: (p) => (p.spec?.namespaces ?? []).join(', ') },
  { id: 'volumes', title: 'Volumes', value: (p) => p.spec?.persistentVolumes?.length ?? 0 },
  { id: 'class', title: 'Target storage class', value: classes },
  { id: 'live', title: 'Live', value: (p) => (p.spec?.liveMigrate ? 'yes' : 'no') },
  { id: 'status', title: 'Status', value: word, cell: (p) => <Status word={word(p)} detail={blockers(conditionsOf(p)).map((c) => c.message).join(' ') || undefined} /> },
];

const STEPS = { Stage: { stage: true }, Cutover: { stage: false, quiescePods: true }, Rollback: { rollback: true } } as const;
type Step = keyof typeof STEPS;

const WHAT: Record<Step, string> = {
  Stage: 'Copies what changed, as often as you like; machines are not disturbed.',
  Cutover: 'Copies the rest and lets the machines use the new volumes. What was copied is proven before anything switches.',
  Rollback: 'Lets the machines use their old volumes again.',
};

export default function StorageMigrations() {
  const plans = useObjects(KINDS.migPlan);
  const migrations = useObjects(KINDS.migMigration).items;
  const may = useMay('create', KINDS.migPlan, MIG);
  const [making, make] = useState(false);
  const [step, setStep] = useState<{ plan: KubeObject; step: Step }>();
  const [gone, setGone] = useState<KubeObject>();
  const add = <Button onClick={() => make(true)} isAriaDisabled={may === false || Boolean(plans.error)}>Create storage migration</Button>;
  return (
    <ListPage title="Storage migrations" isClusterWide actions={add} error={plans.error} loaded={plans.loaded}>
      <DataTable label="Storage migrations" rows={plans.items} rowKey={keyOf} columns={COLUMNS} loaded={plans.loaded}
        empty={{ title: 'No storage migrations', body: 'Moves disks of virtual machines to another storage class, while they run or not.', action: add }}
        expanded={(p) => <Runs plan={p} migrations={migrations} />}
        rowActions={(p) => (
          <RowMenu label={`Actions of ${p.metadata.name}`}
            entries={[
              ...(Object.keys(STEPS) as Step[]).map((s) => ({ title: s, run: () => setStep({ plan: p, step: s }), refusal: word(p) === 'Ready' || s === 'Rollback' ? '' : 'The plan is not ready.' })),
              { title: 'Delete', isDanger: true, run: () => setGone(p) },
            ]} />
        )} />
      {making && <PlanForm close={() => make(false)} />}
      {step && (
        <Confirm title={`${step.step} ${step.plan.metadata.name}?`} action={step.step} isDanger={step.step === 'Rollback'} close={() => setStep(undefined)}
          run={() => create(KINDS.migMigration, {
            metadata: { generateName: `${step.plan.metadata.name.slice(0, 40)}-${step.step.toLowerCase()}-`, namespace: step.plan.metadata.namespace } as KubeObject['metadata'],
            spec: { migPlanRef: { name: step.plan.metadata.name, namespace: step.plan.metadata.namespace }, ...STEPS[step.step] },
          })}>
          <Content>{WHAT[step.step]}</Content>
        </Confirm>
      )}
      {gone && (
        <Confirm title={`Delete ${gone.metadata.name}?`} action="Delete" isDanger close={() => setGone(undefined)} run={() => remove(KINDS.migPlan, gone)}>
          <Content>The plan and the records of its migrations go; volumes and machines stay.</Content>
        </Confirm>
      )}
    </ListPage>
  );
}

function Runs({ plan, migrations }: { plan: KubeObject; migrations: readonly KubeObject[] }) {
  const mine = migrations.filter((m) => m.spec?.migPlanRef?.name === plan.metadata.name)
    .sort((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''));
  return (
    <>
      <Findings conditions={conditionsOf(plan)} />
      {mine.length === 0 && <Content>Not started yet.</Content>}
      {mine.map((m) => (
        <div key={keyOf(m)}>
          <strong>{m.metadata.name}</strong> <Status word={m.status?.phase === 'Completed' ? (isTrue(conditionsOf(m), 'Failed') ? 'Failed' : 'Succeeded') : m.status?.phase ? 'Running' : 'Pending'} />{' '}
          <When at={m.metadata.creationTimestamp} /> {m.status?.phase}
          {m.status?.pipeline && <Pipeline steps={m.status.pipeline.map((s: Json) => ({ name: s.name, title: s.name, description: '', phase: s.failed ? 'Error' : s.completed ? 'Completed' : s.started ? 'Running' : 'Pending', started: s.started, completed: s.completed, reason: s.message, tasks: [] }))} />}
          <ConditionsTable conditions={conditionsOf(m)} />
        </div>
      ))}
    </>
  );
}

/** One namespace, the claims its machines use, one target class. */
function PlanForm({ close }: { close: () => void }) {
  const namespaces = useNamespaces();
  const storage = useObjects(KINDS.storageClass).items;
  const [v, set] = useState({ name: '', namespace: '', target: '', live: false });
  const [skipped, skip] = useState<ReadonlySet<string>>(new Set());
  const claims = useObjects(KINDS.pvc).items.filter((c) => c.metadata.namespace === v.namespace);
  const chosen = claims.filter((c) => !skipped.has(c.metadata.name));
  const problem = nameProblem(v.name) || (!v.namespace && 'Choose a namespace.') || (!v.target && 'Choose a storage class.') || (chosen.length === 0 && 'Choose at least one volume.') || '';
  const volume = (c: KubeObject): Json => ({
    name: c.spec?.volumeName,
    capacity: c.spec?.resources?.requests?.storage,
    pvc: { namespace: c.metadata.namespace, name: c.metadata.name, accessModes: c.spec?.accessModes },
    selection: { action: 'copy', copyMethod: 'filesystem', storageClass: v.target },
    supported: { actions: ['copy'], copyMethods: ['filesystem'] },
    storageClass: c.spec?.storageClassName,
  });
  const host = { name: 'host', namespace: MIG };
  const run = () =>
    create(KINDS.migPlan, {
      metadata: { name: v.name, namespace: MIG },
      spec: { srcMigClusterRef: host, destMigClusterRef: host, namespaces: [v.namespace], liveMigrate: v.live, persistentVolumes: chosen.map(volume) },
    });
  const choose = (id: 'namespace' | 'target', label: string, options: string[]) => (
    <FormGroup label={label} isRequired fieldId={`storage-${id}`}>
      <FormSelect id={`storage-${id}`} value={v[id]} onChange={(_, value) => set({ ...v, [id]: value })}>
        <FormSelectOption value="" label="Choose" isPlaceholder />
        {options.map((o) => (
          <FormSelectOption key={o} value={o} label={o} />
        ))}
      </FormSelect>
    </FormGroup>
  );
  return (
    <Confirm title="Create storage migration" action="Create" close={close} run={run} isDisabled={Boolean(problem)}>
      <Form onSubmit={(e) => e.preventDefault()}>
        <FormGroup label="Name" isRequired fieldId="storage-name">
          <TextInput id="storage-name" value={v.name} onChange={(_, name) => set({ ...v, name })} />
        </FormGroup>
        {choose('namespace', 'Namespace', namespaces)}
        {choose('target', 'Target storage class', storage.map((c) => c.metadata.name))}
        <Checkbox id="storage-live" label="Move volumes of running machines without stopping them" isChecked={v.live} onChange={(_, live) => set({ ...v, live })} />
        {claims.map((c) => (
          <Checkbox key={c.metadata.name} id={`claim-${c.metadata.name}`} label={`${c.metadata.name} (${c.spec?.storageClassName}, ${c.spec?.resources?.requests?.storage})`}
            isChecked={!skipped.has(c.metadata.name)}
            onChange={(_, on) => {
              const next = new Set(skipped);
              if (on) next.delete(c.metadata.name);
              else next.add(c.metadata.name);
              skip(next);
            }} />
        ))}
      </Form>
      {problem && <Content>{problem}</Content>}
    </Confirm>
  );
}
