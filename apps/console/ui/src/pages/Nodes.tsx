import { useState } from 'react';
import { Content } from '@patternfly/react-core';
import { patch, useObjects } from '../api/hooks';
import { sendJson } from '../api/http';
import { KINDS, pathOf, type KubeObject } from '../api/kinds';
import { conditionsOf, isTrue } from '../model/conditions';
import { Confirm } from '../parts/Confirm';
import { ListPage } from '../parts/ListPage';
import { RowMenu } from '../parts/RowMenu';
import { Status } from '../parts/Status';
import { DataTable, type Column } from '../table/DataTable';

const word = (n: KubeObject) => (isTrue(conditionsOf(n), 'Ready') ? (n.spec?.unschedulable ? 'Paused' : 'Ready') : 'Unknown');

interface Row {
  node: KubeObject;
  machines: KubeObject[];
  leaving: number;
  coming: number;
}

const COLUMNS: Column<Row>[] = [
  { id: 'name', title: 'Name', value: (r) => r.node.metadata.name },
  { id: 'status', title: 'Status', value: (r) => word(r.node),
    cell: (r) => <Status word={word(r.node)} detail={r.node.spec?.unschedulable ? 'Cordoned: nothing new starts here.' : undefined} /> },
  { id: 'machines', title: 'Machines', value: (r) => r.machines.length },
  { id: 'leaving', title: 'Leaving', value: (r) => r.leaving },
  { id: 'coming', title: 'Coming', value: (r) => r.coming },
  { id: 'cpu', title: 'CPUs', value: (r) => r.node.status?.capacity?.cpu },
  { id: 'memory', title: 'Memory', value: (r) => r.node.status?.capacity?.memory },
  { id: 'address', title: 'Address', value: (r) => r.node.status?.addresses?.[0]?.address },
];

export default function Nodes() {
  const { items, loaded, error } = useObjects(KINDS.node);
  const instances = useObjects(KINDS.vmi).items;
  const moves = useObjects(KINDS.vmim).items.filter((m) => !['Succeeded', 'Failed'].includes(m.status?.phase));
  const [drained, setDrained] = useState<Row>();
  const rows = items.map((node): Row => {
    const name = node.metadata.name;
    return {
      node,
      machines: instances.filter((i) => i.status?.nodeName === name),
      leaving: moves.filter((m) => m.status?.migrationState?.sourceNode === name).length,
      coming: moves.filter((m) => m.status?.migrationState?.targetNode === name).length,
    };
  });
  const cordon = (n: KubeObject, on: boolean) => void patch(KINDS.node, n, { spec: { unschedulable: on || null } });
  return (
    <ListPage title="Nodes" isClusterWide error={error} loaded={loaded}>
      <DataTable label="Nodes" rows={rows} rowKey={(r) => r.node.metadata.name} columns={COLUMNS} loaded={loaded}
        empty={{ title: 'No nodes', body: 'The server has not registered its node yet.' }}
        rowActions={(r) => (
          <RowMenu label={`Actions of ${r.node.metadata.name}`}
            entries={[
              r.node.spec?.unschedulable ? { title: 'Uncordon', run: () => cordon(r.node, false) } : { title: 'Cordon', run: () => cordon(r.node, true) },
              { title: 'Drain', isDanger: true, run: () => setDrained(r), refusal: items.length < 2 ? 'There is no other node for its machines.' : '' },
            ]} />
        )} />
      {drained && <DrainDialog row={drained} close={() => setDrained(undefined)} />}
    </ListPage>
  );
}

const strategy = (i: KubeObject): string => i.spec?.evictionStrategy ?? 'LiveMigrate';
const blocks = (i: KubeObject) => {
  const verdict = conditionsOf(i).find((c) => c.type === 'LiveMigratable');
  return strategy(i) === 'LiveMigrate' && verdict?.status === 'False' ? (verdict.message ?? 'it cannot move while it runs') : '';
};

/** What would move, what would be shut down, and what would block, before anything happens. */
function DrainDialog({ row, close }: { row: Row; close: () => void }) {
  const pods = useObjects(KINDS.pod).items;
  const run = async () => {
    await patch(KINDS.node, row.node, { spec: { unschedulable: true } });
    const evicted = pods.filter((p) => p.spec?.nodeName === row.node.metadata.name && p.metadata.labels?.['kubevirt.io'] === 'virt-launcher');
    for (const pod of evicted) {
      // 429 means "the machine moves first": that is what a drain waits for.
      await sendJson('POST', `${pathOf(KINDS.pod, pod.metadata.namespace, pod.metadata.name)}/eviction`, {
        apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace },
      }).catch((e: { code?: number }) => {
        if (e.code !== 429) throw e;
      });
    }
  };
  return (
    <Confirm title={`Drain ${row.node.metadata.name}?`} action="Drain" isDanger close={close} run={run}>
      <Content>The node is cordoned and its {row.machines.length} machines leave it. Uncordon it to stop: machines that have not moved stay.</Content>
      {row.machines.map((i) => (
        <Content key={i.metadata.uid} className={blocks(i) ? 'w-error' : ''}>
          {i.metadata.namespace}/{i.metadata.name}: {blocks(i) ? `blocks the drain, ${blocks(i)}` : strategy(i) === 'None' ? 'is shut down' : 'moves while it runs'}
        </Content>
      ))}
    </Confirm>
  );
}
