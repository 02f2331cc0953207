import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Button, Content } from '@patternfly/react-core';
import { remove, useJson, useMay, useObjects } from '../api/hooks';
import { KINDS, keyOf, type Json, type KubeObject } from '../api/kinds';
import { conditionsOf, blockers } from '../model/conditions';
import { providerState } from '../model/provider';
import { Confirm } from '../parts/Confirm';
import { ListPage, useNamespaceChoice } from '../parts/ListPage';
import { RowMenu } from '../parts/RowMenu';
import { Status } from '../parts/Status';
import { DataTable, type Column } from '../table/DataTable';
import { distinct } from '../table/useTableState';

interface Row {
  provider: KubeObject;
  counts: Json;
}

const REFRESH_MS = 15_000;
const why = (p: KubeObject) => blockers(conditionsOf(p)).map((c) => c.message ?? c.type).join(' ') || undefined;
const storages = (c: Json) => c?.datastoreCount ?? c?.storageDomainCount ?? c?.storageCount ?? c?.volumeTypeCount ?? c?.storageClassCount;

const COLUMNS: Column<Row>[] = [
  { id: 'name', title: 'Name', value: (r) => r.provider.metadata.name,
    cell: ({ provider: p }) => <Link to={`/providers/${p.metadata.namespace}/${p.metadata.name}`}>{p.metadata.name}</Link> },
  { id: 'project', title: 'Project', value: (r) => r.provider.metadata.namespace },
  { id: 'status', title: 'Status', value: (r) => providerState(r.provider), filter: distinct((r: Row) => providerState(r.provider)),
    cell: (r) => <Status word={providerState(r.provider)} detail={why(r.provider)} /> },
  { id: 'endpoint', title: 'Endpoint', value: (r) => r.provider.spec?.url || 'this cluster' },
  { id: 'type', title: 'Type', value: (r) => r.provider.spec?.type, filter: distinct((r: Row) => r.provider.spec?.type) },
  { id: 'vms', title: 'VMs', value: (r) => r.counts?.vmCount },
  { id: 'networks', title: 'Networks', value: (r) => r.counts?.networkCount },
  { id: 'hosts', title: 'Hosts', value: (r) => r.counts?.hostCount ?? '–' },
  { id: 'storage', title: 'Storage', value: (r) => storages(r.counts) },
];

export default function Providers() {
  const [namespace] = useNamespaceChoice();
  const { items, loaded, error } = useObjects(KINDS.provider, namespace);
  const inventory = useJson<Record<string, Json[]>>('/inventory/providers?detail=1', REFRESH_MS);
  const may = useMay('create', KINDS.provider, namespace);
  const navigate = useNavigate();
  const [gone, setGone] = useState<KubeObject>();
  const rows = useMemo(() => {
    const known = new Map(Object.values(inventory.data ?? {}).flat().map((p: Json) => [p.uid, p]));
    return items.map((provider) => ({ provider, counts: known.get(provider.metadata.uid) }));
  }, [items, inventory.data]);
  const add = (
    <Button onClick={() => void navigate('/providers/create')} isAriaDisabled={may === false}>
      Create provider
    </Button>
  );
  return (
    <ListPage title="Providers" actions={add} error={error} loaded={loaded}>
      <DataTable
        label="Providers"
        rows={rows}
        rowKey={(r) => keyOf(r.provider)}
        columns={COLUMNS}
        loaded={loaded}
        empty={{ title: 'No providers yet', body: 'A provider is a place where virtual machines run: a vCenter, an oVirt engine, a folder of appliances, a cluster.', action: add }}
        rowActions={({ provider: p }) => (
          <RowMenu
            label={`Actions of ${p.metadata.name}`}
            entries={[
              { title: 'Create plan', run: () => void navigate(`/plans/create?provider=${p.metadata.namespace}/${p.metadata.name}`) },
              { title: 'Edit credentials', run: () => void navigate(`/providers/${p.metadata.namespace}/${p.metadata.name}?tab=credentials`), refusal: p.spec?.secret?.name ? '' : 'This provider has no credentials.' },
              { title: 'Delete', isDanger: true, run: () => setGone(p) },
            ]}
          />
        )}
      />
      {gone && (
        <Confirm title={`Delete ${gone.metadata.name}?`} action="Delete" isDanger close={() => setGone(undefined)} run={() => remove(KINDS.provider, gone)}>
          <Content>Plans that use it cannot run any more. Nothing at the source is touched.</Content>
        </Confirm>
      )}
    </ListPage>
  );
}
