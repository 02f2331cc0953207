import { useState } from 'react';
import { Link } from 'react-router';
import { Content } from '@patternfly/react-core';
import { remove, useObjects } from '../api/hooks';
import { KINDS, keyOf, type KubeObject } from '../api/kinds';
import { conditionsOf } from '../model/conditions';
import { Confirm } from '../parts/Confirm';
import { ListPage, useNamespaceChoice } from '../parts/ListPage';
import { RowMenu } from '../parts/RowMenu';
import { Status, When } from '../parts/Status';
import { DataTable, type Column } from '../table/DataTable';
import { distinct } from '../table/useTableState';

const phase = (m: KubeObject): string => m.status?.phase ?? 'Pending';
const over = (m: KubeObject) => ['Succeeded', 'Failed'].includes(phase(m));
const why = (m: KubeObject) =>
  m.status?.migrationState?.failureReason ?? conditionsOf(m).filter((c) => c.status === 'True' && c.message).map((c) => c.message).join(' ');

const COLUMNS: Column<KubeObject>[] = [
  { id: 'vm', title: 'Virtual machine', value: (m) => m.spec?.vmiName, cell: (m) => <Link to={`/vms/${m.metadata.namespace}/${m.spec?.vmiName}`}>{m.spec?.vmiName}</Link> },
  { id: 'project', title: 'Project', value: (m) => m.metadata.namespace },
  { id: 'status', title: 'Status', value: phase, filter: distinct(phase), cell: (m) => <Status word={phase(m)} detail={why(m) || undefined} /> },
  { id: 'why', title: 'Why', value: (m) => why(m) ?? '', width: 20 },
  { id: 'source', title: 'From', value: (m) => m.status?.migrationState?.sourceNode ?? '–' },
  { id: 'target', title: 'To', value: (m) => m.status?.migrationState?.targetNode ?? '–' },
  { id: 'policy', title: 'Policy', value: (m) => m.status?.migrationState?.migrationPolicyName ?? '–' },
  { id: 'created', title: 'Created', value: (m) => m.metadata.creationTimestamp, cell: (m) => <When at={m.metadata.creationTimestamp} /> },
  { id: 'ended', title: 'Ended', value: (m) => m.status?.migrationState?.endTimestamp, cell: (m) => <When at={m.status?.migrationState?.endTimestamp} /> },
];

export function MigrationsTable({ rows, loaded }: { rows: readonly KubeObject[]; loaded: boolean }) {
  const [gone, setGone] = useState<KubeObject>();
  return (
    <>
      <DataTable
        label="Live migrations"
        prefix="live"
        rows={rows}
        rowKey={keyOf}
        columns={COLUMNS}
        loaded={loaded}
        empty={{ title: 'No live migrations', body: 'Choose "Migrate" on a running virtual machine, or drain a node.' }}
        rowActions={(m) => (
          <RowMenu label={`Actions of ${m.metadata.name}`}
            entries={[{ title: over(m) ? 'Delete' : 'Cancel', isDanger: true, run: () => setGone(m) }]} />
        )}
      />
      {gone && (
        <Confirm title={over(gone) ? 'Delete the record?' : 'Cancel the live migration?'} action={over(gone) ? 'Delete' : 'Cancel it'} isDanger
          close={() => setGone(undefined)} run={() => remove(KINDS.vmim, gone)}>
          <Content>{over(gone) ? 'The machine is not touched.' : 'The machine stays where it is and goes on running, unless the hand-over has passed the point of no return.'}</Content>
        </Confirm>
      )}
    </>
  );
}

export default function LiveMigrations() {
  const [namespace] = useNamespaceChoice();
  const { items, loaded, error } = useObjects(KINDS.vmim, namespace);
  return (
    <ListPage title="Live migrations" error={error} loaded={loaded}>
      <MigrationsTable rows={items} loaded={loaded} />
    </ListPage>
  );
}
