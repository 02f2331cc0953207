/** What can be done with a plan: the same entries in lists and on its page, each with its dialog. */
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Content, Form, FormGroup, Radio, TextInput, Checkbox } from '@patternfly/react-core';
import { create, patch, remove, useObjects } from '../api/hooks';
import { KINDS, type KubeObject } from '../api/kinds';
import { migrationsOf, planState, planType, planVms, refusal, type PlanAction, type VmProgress } from '../model/plan';
import { nameProblem } from '../model/units';
import { Confirm } from '../parts/Confirm';
import type { MenuEntry } from '../parts/RowMenu';

type Dialog = PlanAction | undefined;

export function usePlanActions(plan: KubeObject | null | undefined): { entries: MenuEntry[]; dialog: ReactNode; open: (a: PlanAction) => void } {
  const [dialog, setDialog] = useState<Dialog>();
  if (!plan) return { entries: [], dialog: null, open: () => undefined };
  const entry = (action: PlanAction, isDanger = false): MenuEntry => ({
    title: action,
    run: () => setDialog(action),
    refusal: refusal(action, plan),
    isDanger,
  });
  const close = () => setDialog(undefined);
  return {
    open: setDialog,
    entries: [
      entry('Start'),
      entry('Restart'),
      entry('Cutover'),
      entry('Cancel', true),
      entry('Duplicate'),
      entry('Archive', true),
      entry('Delete', true),
    ],
    dialog: dialog ? <PlanDialog plan={plan} action={dialog} close={close} /> : null,
  };
}

function PlanDialog({ plan, action, close }: { plan: KubeObject; action: PlanAction; close: () => void }) {
  switch (action) {
    case 'Start':
    case 'Restart':
      return <StartDialog plan={plan} close={close} again={action === 'Restart'} />;
    case 'Cutover':
      return <CutoverDialog plan={plan} close={close} />;
    case 'Cancel':
      return <CancelDialog plan={plan} close={close} />;
    case 'Duplicate':
      return <DuplicateDialog plan={plan} close={close} />;
    case 'Archive':
      return (
        <Confirm title={`Archive ${plan.metadata.name}?`} action="Archive" isDanger close={close}
          run={() => patch(KINDS.plan, plan, { spec: { archived: true } })}>
          <Content>Temporary objects of the plan are removed. The plan stays and can be looked at and duplicated; it cannot run again.</Content>
        </Confirm>
      );
    case 'Delete':
      return (
        <Confirm title={`Delete ${plan.metadata.name}?`} action="Delete" isDanger close={close} run={() => remove(KINDS.plan, plan)}>
          <Content>
            The plan, its migrations and what they left behind (worker pods, snapshots, unfinished volumes) are removed.
            Virtual machines that were created stay.
          </Content>
        </Confirm>
      );
    default:
      return null;
  }
}

const migration = (plan: KubeObject): KubeObject => ({
  metadata: { generateName: `${plan.metadata.name.slice(0, 50)}-`, name: '', namespace: plan.metadata.namespace },
  spec: { plan: { name: plan.metadata.name, namespace: plan.metadata.namespace } },
});

export function startPlan(plan: KubeObject) {
  const object = migration(plan);
  const { name: _, ...metadata } = object.metadata;
  return create(KINDS.migration, { ...object, metadata: metadata as KubeObject['metadata'] });
}

function StartDialog({ plan, close, again }: { plan: KubeObject; close: () => void; again: boolean }) {
  const warm = planType(plan) === 'Warm';
  const total = plan.spec?.vms?.length ?? 0;
  const left = again ? planVms(plan).filter((v) => v.state !== 'Succeeded').length : total;
  return (
    <Confirm title={`${again ? 'Restart' : 'Start'} ${plan.metadata.name}?`} action={again ? 'Restart' : 'Start'} close={close}
      run={() => startPlan(plan)}>
      <Content>
        {left} virtual {left === 1 ? 'machine' : 'machines'}, {planType(plan).toLowerCase()} migration.{' '}
        {warm
          ? 'They run on while their disks are copied; they are shut down at the cutover, which you schedule.'
          : 'Machines that run are shut down before their disks are copied.'}
        {again && ' What was copied and verified is kept; machines that succeeded are left alone.'}
      </Content>
    </Confirm>
  );
}

/** The text of a datetime-local field for a moment, in the browser's zone. */
function localText(moment: Date): string {
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

function CutoverDialog({ plan, close }: { plan: KubeObject; close: () => void }) {
  const { items } = useObjects(KINDS.migration);
  const active = migrationsOf(plan, items)[0];
  const set: string | undefined = active?.spec?.cutover;
  const [mode, setMode] = useState<'now' | 'at' | 'none'>(set ? 'at' : 'now');
  const [at, setAt] = useState(localText(set ? new Date(set) : new Date(Date.now() + 3_600_000)));
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const moment = mode === 'now' ? new Date() : new Date(at);
  const valid = mode !== 'at' || !Number.isNaN(moment.getTime());
  return (
    <Confirm title={`Cutover of ${plan.metadata.name}`} action="Set cutover" close={close} isDisabled={!active || !valid}
      run={() => patch(KINDS.migration, active!, { spec: { cutover: mode === 'none' ? null : moment.toISOString() } })}>
      <Content>At the cutover the virtual machines are shut down, the last changes are copied, and they start on the target.</Content>
      <Form onSubmit={(e) => e.preventDefault()}>
        <Radio id="cutover-now" name="cutover" label="As soon as possible" isChecked={mode === 'now'} onChange={() => setMode('now')} />
        <Radio id="cutover-at" name="cutover" label="At a time" isChecked={mode === 'at'} onChange={() => setMode('at')}
          body={mode === 'at' && (
            <FormGroup label={`Date and time (${zone})`} fieldId="cutover-time">
              <TextInput id="cutover-time" type="datetime-local" value={at} onChange={(_, v) => setAt(v)} />
              {valid && moment.getTime() < Date.now() && <Content>This time is past: the cutover begins at once.</Content>}
            </FormGroup>
          )} />
        {set && <Radio id="cutover-none" name="cutover" label="Remove the cutover; go on copying changes" isChecked={mode === 'none'} onChange={() => setMode('none')} />}
      </Form>
      {!active && <Content>There is no running migration of this plan.</Content>}
    </Confirm>
  );
}

const cancelable = (v: VmProgress) => !['Succeeded', 'Failed', 'Canceled'].includes(v.state);

export function CancelDialog({ plan, close, preset }: { plan: KubeObject; close: () => void; preset?: ReadonlySet<string> }) {
  const { items } = useObjects(KINDS.migration);
  const active = migrationsOf(plan, items)[0];
  const vms = planVms(plan).filter(cancelable);
  const [chosen, choose] = useState<ReadonlySet<string>>(preset ?? new Set(vms.map((v) => v.id)));
  const run = () => {
    const before: { id: string }[] = active!.spec?.cancel ?? [];
    const added = vms.filter((v) => chosen.has(v.id) && !before.some((b) => b.id === v.id));
    return patch(KINDS.migration, active!, { spec: { cancel: [...before, ...added.map((v) => ({ id: v.id, name: v.name }))] } });
  };
  return (
    <Confirm title="Cancel migration of virtual machines" action="Cancel VMs" isDanger close={close} run={run} isDisabled={!active || chosen.size === 0}>
      <Content>
        Copied disks, snapshots and worker pods of the chosen machines are removed; a source machine that was shut down for
        the migration is started again.
      </Content>
      {vms.map((v) => (
        <Checkbox key={v.id} id={`cancel-${v.id}`} label={`${v.name} (${v.state})`} isChecked={chosen.has(v.id)}
          onChange={(_, on) => {
            const next = new Set(chosen);
            if (on) next.add(v.id);
            else next.delete(v.id);
            choose(next);
          }} />
      ))}
    </Confirm>
  );
}

/** A copy of an object that an API server takes as a new one. */
export function fresh(object: KubeObject, name: string): KubeObject {
  const { namespace, labels } = object.metadata;
  return { apiVersion: object.apiVersion, kind: object.kind, metadata: { name, namespace, labels }, spec: object.spec };
}

function DuplicateDialog({ plan, close }: { plan: KubeObject; close: () => void }) {
  const [name, setName] = useState(`${plan.metadata.name}-copy`.slice(0, 63));
  const navigate = useNavigate();
  const problem = nameProblem(name);
  const run = async () => {
    const copy = fresh(plan, name);
    copy.spec = { ...copy.spec, archived: false };
    await create(KINDS.plan, copy);
    void navigate(`/plans/${plan.metadata.namespace}/${name}`);
  };
  return (
    <Confirm title={`Duplicate ${plan.metadata.name}`} action="Duplicate" close={close} run={run} isDisabled={Boolean(problem)}>
      <Form onSubmit={(e) => e.preventDefault()}>
        <FormGroup label="Name of the new plan" isRequired fieldId="duplicate-name">
          <TextInput id="duplicate-name" value={name} onChange={(_, v) => setName(v)} validated={problem ? 'error' : 'default'} />
          {problem && <Content>{problem}</Content>}
        </FormGroup>
      </Form>
      <Content>It uses the same maps, hooks and virtual machines as {planState(plan) === 'Archived' ? 'the archived plan' : 'this plan'}.</Content>
    </Confirm>
  );
}
