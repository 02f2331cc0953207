import { useMemo, useState } from 'react';
import { Link, useParams } from 'react-router';
import { Button, Content, Flex, FlexItem, Grid, GridItem, Title } from '@patternfly/react-core';
import { useObject, useObjects } from '../api/hooks';
import { KINDS, type Json, type KubeObject } from '../api/kinds';
import { conditionsOf } from '../model/conditions';
import { migrationsOf, planAmount, planState, planType, planVms, type VmProgress } from '../model/plan';
import { duration, secondsBetween } from '../model/units';
import { ConditionsTable, Findings } from '../parts/Conditions';
import { Details, Facts } from '../parts/Details';
import { EventsTable, PodLogs } from '../parts/Evidence';
import { Pipeline } from '../parts/Pipeline';
import { RowMenu } from '../parts/RowMenu';
import { Status, Transfer, When } from '../parts/Status';
import { YamlTab } from '../parts/YamlTab';
import { DataTable, type Column } from '../table/DataTable';
import { distinct } from '../table/useTableState';
import { CancelDialog, usePlanActions } from './planActions';

export default function PlanDetails() {
  const { namespace, name } = useParams();
  const { object } = useObject(KINDS.plan, namespace, name);
  const { entries, dialog, open } = usePlanActions(object);
  const first = entries.find((e) => !e.refusal && ['Start', 'Restart', 'Cutover'].includes(e.title));
  return (
    <>
      <Details
        list={{ title: 'Migration plans', path: '/plans' }}
        name={name ?? ''}
        object={object}
        status={object && <Status word={planState(object)} />}
        actions={
          <Flex>
            {first && (
              <FlexItem>
                <Button onClick={() => open(first.title as 'Start')}>{first.title}</Button>
              </FlexItem>
            )}
            <FlexItem>
              <RowMenu entries={entries} label="Actions" text="Actions" />
            </FlexItem>
          </Flex>
        }
        tabs={
          object
            ? [
                { id: 'details', title: 'Details', body: () => <Overview plan={object} /> },
                { id: 'yaml', title: 'YAML', body: () => <YamlTab kind={KINDS.plan} object={object} /> },
                { id: 'vms', title: 'Virtual machines', body: () => <Vms plan={object} /> },
                { id: 'mappings', title: 'Mappings', body: () => <Mappings plan={object} /> },
                { id: 'hooks', title: 'Hooks', body: () => <Hooks plan={object} /> },
                { id: 'events', title: 'Events', body: () => <EventsTable of={object} /> },
              ]
            : []
        }
      />
      {dialog}
    </>
  );
}

function Overview({ plan }: { plan: KubeObject }) {
  const { items } = useObjects(KINDS.migration);
  const vms = planVms(plan);
  const spec = plan.spec ?? {};
  return (
    <>
      <Findings conditions={conditionsOf(plan)} />
      {planState(plan) === 'Running' && <Transfer amount={planAmount(vms)} label="Progress of the plan" />}
      <Facts
        facts={[
          ['Type', planType(plan)],
          ['Source provider', <Link to={`/providers/${spec.provider?.source?.namespace}/${spec.provider?.source?.name}`}>{spec.provider?.source?.name}</Link>],
          ['Target provider', spec.provider?.destination?.name],
          ['Target project', spec.targetNamespace],
          ['Virtual machines', `${spec.vms?.length ?? 0}`],
          ['Description', spec.description || '–'],
          ['Transfer network', spec.transferNetwork?.name ?? 'the pods’ network'],
          ['Preserve static IPs', spec.preserveStaticIPs ? 'yes' : 'no'],
          ['Target power state', spec.targetPowerState ?? 'as the source'],
          ['Guest conversion', spec.skipGuestConversion ? 'skipped' : 'as the guest needs it'],
        ]}
      />
      <Title headingLevel="h2">Migrations</Title>
      <DataTable
        label="Migrations"
        prefix="runs"
        loaded
        rows={migrationsOf(plan, items)}
        rowKey={(m) => m.metadata.name}
        columns={MIGRATIONS}
        empty={{ title: 'Not started yet', body: 'Each start of the plan is listed here.' }}
      />
      <Title headingLevel="h2">Conditions</Title>
      <ConditionsTable conditions={conditionsOf(plan)} />
    </>
  );
}

function migrationWord(m: KubeObject): string {
  const types = conditionsOf(m).filter((c) => c.status === 'True').map((c) => c.type);
  return ['Failed', 'Canceled', 'Succeeded'].find((t) => types.includes(t)) ?? (m.status?.started ? 'Running' : 'Pending');
}

const MIGRATIONS: Column<KubeObject>[] = [
  { id: 'name', title: 'Name', value: (m) => m.metadata.name },
  { id: 'status', title: 'Status', value: migrationWord, cell: (m) => <Status word={migrationWord(m)} /> },
  { id: 'started', title: 'Started', value: (m) => m.status?.started, cell: (m) => <When at={m.status?.started} /> },
  { id: 'completed', title: 'Completed', value: (m) => m.status?.completed, cell: (m) => <When at={m.status?.completed} /> },
  { id: 'cutover', title: 'Cutover', value: (m) => m.spec?.cutover, cell: (m) => <When at={m.spec?.cutover} /> },
];

interface Row extends VmProgress {
  planned: Json;
  source: string;
}

function vmRows(plan: KubeObject): Row[] {
  const progress = planVms(plan);
  const planned: Json[] = plan.spec?.vms ?? [];
  return planned.map((vm) => {
    const found = progress.find((p) => p.id === vm.id || (!vm.id && p.name === vm.name));
    const blank: VmProgress = {
      id: vm.id ?? '', name: vm.name ?? vm.id ?? '', newName: vm.targetName ?? '', state: 'Not started', reason: '', phase: '',
      steps: [], conditions: [], raw: {},
    };
    return { ...(found ?? blank), planned: vm, source: found?.name ?? blank.name };
  });
}

function Vms({ plan }: { plan: KubeObject }) {
  const rows = useMemo(() => vmRows(plan), [plan]);
  const [selected, select] = useState<Set<string>>(new Set());
  const [cancel, setCancel] = useState(false);
  const columns = useMemo<Column<Row>[]>(() => vmColumns(plan.spec?.targetNamespace ?? ''), [plan.spec?.targetNamespace]);
  return (
    <>
      <Findings conditions={conditionsOf(plan)} />
      <DataTable
        label="Virtual machines of the plan"
        prefix="vms"
        loaded
        rows={rows}
        rowKey={(v) => v.id || v.name}
        columns={columns}
        selection={{
          selected,
          change: select,
          refusal: (v) => (['Running', 'Queued', 'Waiting'].includes(v.state) ? '' : 'Only machines that are on their way can be cancelled.'),
        }}
        actions={
          <Button variant="secondary" isDanger isDisabled={selected.size === 0} onClick={() => setCancel(true)}>
            Cancel VMs
          </Button>
        }
        expanded={(v) => <VmEvidence vm={v} plan={plan} />}
        empty={{ title: 'No virtual machines', body: 'Edit the plan to add some.' }}
      />
      {cancel && <CancelDialog plan={plan} preset={selected} close={() => setCancel(false)} />}
    </>
  );
}

function vmColumns(target: string): Column<Row>[] {
  const current = (v: Row) => v.steps.find((s) => s.phase === 'Running')?.title ?? v.phase;
  return [
    { id: 'name', title: 'Name', value: (v) => v.source,
      cell: (v) => (v.state === 'Succeeded' ? <Link to={`/vms/${target}/${v.newName}`}>{v.source}</Link> : v.source) },
    { id: 'state', title: 'Status', value: (v) => v.state, filter: distinct((v: Row) => v.state),
      cell: (v) => <Status word={v.state} detail={v.reason || undefined} /> },
    { id: 'step', title: 'Step', value: current },
    { id: 'transfer', title: 'Disk transfer', value: (v) => v.transfer?.done, width: 25,
      cell: (v) => <Transfer amount={v.transfer} label={`Disk transfer of ${v.source}`} /> },
    { id: 'reason', title: 'Why', value: (v) => v.reason || '' },
    { id: 'started', title: 'Started', value: (v) => v.started, cell: (v) => <When at={v.started} /> },
    { id: 'completed', title: 'Completed', value: (v) => v.completed, hidden: true, cell: (v) => <When at={v.completed} /> },
    { id: 'took', title: 'Took', value: (v) => secondsBetween(v.started, v.completed),
      cell: (v) => (v.started ? duration(secondsBetween(v.started, v.completed)) : '–') },
    { id: 'target', title: 'Target name', value: (v) => v.newName || '', hidden: true },
  ];
}

function VmEvidence({ vm, plan }: { vm: Row; plan: KubeObject }) {
  return (
    <Grid hasGutter>
      <GridItem lg={6}>
        <Title headingLevel="h3">Migration progress</Title>
        {vm.reason && <Content className={vm.state === 'Failed' ? 'w-error' : ''}>{vm.reason}</Content>}
        {vm.steps.length > 0 ? <Pipeline steps={vm.steps} /> : <Content>Not started yet.</Content>}
      </GridItem>
      <GridItem lg={6}>
        <Title headingLevel="h3">Logs</Title>
        <PodLogs namespace={plan.spec?.targetNamespace ?? ''} labels={{ vmID: vm.id, plan: plan.metadata.uid ?? '' }} />
      </GridItem>
    </Grid>
  );
}

function Mappings({ plan }: { plan: KubeObject }) {
  const refs: ['network' | 'storage', string][] = [['network', 'Network map'], ['storage', 'Storage map']];
  return (
    <>
      {refs.map(([of, title]) => (
        <MapRows key={of} of={of} title={title} reference={plan.spec?.map?.[of]} />
      ))}
    </>
  );
}

function MapRows({ of, title, reference }: { of: 'network' | 'storage'; title: string; reference: Json }) {
  const kind = of === 'network' ? KINDS.networkMap : KINDS.storageMap;
  const { object } = useObject(kind, reference?.namespace, reference?.name);
  return (
    <>
      <Title headingLevel="h2">
        {title}: {reference ? <Link to={`/${kind.plural}/${reference.namespace}/${reference.name}`}>{reference.name}</Link> : 'none'}
      </Title>
      {object && (
        <Facts
          facts={(object.spec?.map ?? []).map((row: Json): [string, string] => [
            row.source?.name || row.source?.id || 'unknown',
            row.destination?.storageClass ?? (row.destination?.type === 'multus' ? `${row.destination.namespace}/${row.destination.name}` : (row.destination?.type ?? 'unknown')),
          ])}
        />
      )}
    </>
  );
}

function Hooks({ plan }: { plan: KubeObject }) {
  const used = (plan.spec?.vms ?? []).flatMap((vm: Json) =>
    (vm.hooks ?? []).map((h: Json) => ({ vm: vm.name ?? vm.id, step: h.step, hook: `${h.hook?.namespace}/${h.hook?.name}` })),
  );
  return (
    <DataTable
      label="Hooks"
      prefix="hooks"
      loaded
      rows={used as { vm: string; step: string; hook: string }[]}
      rowKey={(h) => `${h.vm}${h.step}${h.hook}`}
      columns={[
        { id: 'vm', title: 'Virtual machine', value: (h) => h.vm },
        { id: 'step', title: 'Step', value: (h) => h.step },
        { id: 'hook', title: 'Hook', value: (h) => h.hook },
      ]}
      empty={{ title: 'No hooks', body: 'Hooks run an Ansible playbook or an image before or after the migration of a machine.' }}
    />
  );
}
