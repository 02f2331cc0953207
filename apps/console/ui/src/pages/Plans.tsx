import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Button, Flex, FlexItem, Label, Popover, Switch } from '@patternfly/react-core';
import { patch, remove, useMay, useObjects } from '../api/hooks';
import { KINDS, keyOf, type KubeObject } from '../api/kinds';
import { conditionsOf } from '../model/conditions';
import { blockers } from '../model/conditions';
import { counters, planAmount, planState, planType, planVms, refusal } from '../model/plan';
import { age } from '../model/units';
import { Confirm } from '../parts/Confirm';
import { ListPage, useNamespaceChoice } from '../parts/ListPage';
import { RowMenu } from '../parts/RowMenu';
import { Status, Transfer, When } from '../parts/Status';
import { DataTable, type Column } from '../table/DataTable';
import { distinct } from '../table/useTableState';
import { usePlanActions } from './planActions';

const linkOf = (p: KubeObject) => `/plans/${p.metadata.namespace}/${p.metadata.name}`;

const COLUMNS: Column<KubeObject>[] = [
  { id: 'name', title: 'Name', value: (p) => p.metadata.name, cell: (p) => <Link to={linkOf(p)}>{p.metadata.name}</Link> },
  { id: 'project', title: 'Project', value: (p) => p.metadata.namespace, filter: distinct((p: KubeObject) => p.metadata.namespace) },
  { id: 'source', title: 'Source provider', value: (p) => p.spec?.provider?.source?.name, filter: distinct((p: KubeObject) => p.spec?.provider?.source?.name) },
  { id: 'target', title: 'Target project', value: (p) => p.spec?.targetNamespace, hidden: true },
  { id: 'vms', title: 'Virtual machines', value: (p) => p.spec?.vms?.length ?? 0 },
  { id: 'status', title: 'Migration status', value: planState, filter: distinct(planState), cell: (p) => <StatusCell plan={p} /> },
  { id: 'progress', title: 'Progress', value: (p) => planAmount(planVms(p))?.done, cell: (p) => <Progress plan={p} />, width: 20 },
  { id: 'type', title: 'Type', value: planType, filter: distinct(planType) },
  { id: 'started', title: 'Started', hidden: true, value: (p) => p.status?.migration?.started, cell: (p) => <When at={p.status?.migration?.started} /> },
  { id: 'age', title: 'Created', value: (p) => p.metadata.creationTimestamp, cell: (p) => age(p.metadata.creationTimestamp, Date.now()), hidden: true },
  { id: 'description', title: 'Description', value: (p) => p.spec?.description ?? '', hidden: true },
];

function StatusCell({ plan }: { plan: KubeObject }) {
  const state = planState(plan);
  const vms = planVms(plan);
  const why = state === 'Cannot start' ? blockers(conditionsOf(plan)).map((c) => c.message ?? c.type).join(' ') : undefined;
  return (
    <>
      <Status word={state} detail={why} />{' '}
      {counters(vms).map(([word, of]) => (
        <Popover
          key={word}
          headerContent={`${of.length} ${word.toLowerCase()}`}
          bodyContent={
            <>
              {of.slice(0, 5).map((v) => (
                <div key={v.id}>{v.name}</div>
              ))}
              <Link to={`${linkOf(plan)}?tab=vms&vms.f.state=${encodeURIComponent(word)}`}>Show them</Link>
            </>
          }
        >
          <Button variant="plain" aria-label={`${of.length} ${word}`} size="sm">
            <Label isCompact variant="outline">{`${of.length} ${word.toLowerCase()}`}</Label>
          </Button>
        </Popover>
      ))}
    </>
  );
}

const Progress = ({ plan }: { plan: KubeObject }) => (
  <Transfer amount={planAmount(planVms(plan))} label={`Progress of ${plan.metadata.name}`} />
);

function PlanMenu({ plan }: { plan: KubeObject }) {
  const { entries, dialog } = usePlanActions(plan);
  return (
    <>
      <RowMenu entries={entries} label={`Actions of ${plan.metadata.name}`} />
      {dialog}
    </>
  );
}

export default function Plans() {
  const [namespace] = useNamespaceChoice();
  const { items, loaded, error } = useObjects(KINDS.plan, namespace);
  const providers = useObjects(KINDS.provider);
  const navigate = useNavigate();
  const may = useMay('create', KINDS.plan, namespace);
  const [archived, showArchived] = useState(false);
  const [selected, select] = useState<Set<string>>(new Set());
  const [bulk, setBulk] = useState<'Archive' | 'Delete'>();
  const rows = useMemo(() => items.filter((p) => archived || planState(p) !== 'Archived'), [items, archived]);
  const chosen = rows.filter((p) => selected.has(keyOf(p)));
  const hasSource = providers.items.some((p) => p.spec?.type !== 'openshift' || p.spec?.url);
  const createButton = (
    <Button onClick={() => void navigate('/plans/create')} isAriaDisabled={may === false}>
      Create plan
    </Button>
  );
  return (
    <ListPage title="Migration plans" actions={createButton} error={error} loaded={loaded}>
      <DataTable
        label="Migration plans"
        rows={rows}
        rowKey={keyOf}
        columns={COLUMNS}
        loaded={loaded}
        selection={{ selected, change: select, refusal: (p) => refusal('Delete', p) }}
        actions={
          <Flex>
            <FlexItem>
              <Button variant="secondary" isDisabled={chosen.length === 0} onClick={() => setBulk('Archive')}>Archive</Button>
            </FlexItem>
            <FlexItem>
              <Button variant="secondary" isDanger isDisabled={chosen.length === 0} onClick={() => setBulk('Delete')}>Delete</Button>
            </FlexItem>
            <FlexItem>
              <Switch id="archived" label="Show archived" isChecked={archived} onChange={(_, on) => showArchived(on)} />
            </FlexItem>
          </Flex>
        }
        rowActions={(p) => <PlanMenu plan={p} />}
        empty={
          hasSource
            ? { title: 'No plans yet', body: 'A plan says which virtual machines move where, and how.', action: createButton }
            : {
                title: 'No plans yet',
                body: 'A plan needs a source. Add the provider that your virtual machines run on first.',
                action: <Button onClick={() => void navigate('/providers/create')}>Add a provider</Button>,
              }
        }
      />
      {bulk && (
        <Confirm
          title={`${bulk} ${chosen.length} plans?`}
          action={bulk}
          isDanger
          close={() => setBulk(undefined)}
          run={async () => {
            for (const plan of chosen) {
              await (bulk === 'Delete' ? remove(KINDS.plan, plan) : patch(KINDS.plan, plan, { spec: { archived: true } }));
            }
            select(new Set());
          }}
        >
          {chosen.map((p) => (
            <div key={keyOf(p)}>{p.metadata.name}</div>
          ))}
        </Confirm>
      )}
    </ListPage>
  );
}
