import { useState } from 'react';
import { Link } from 'react-router';
import { Content } from '@patternfly/react-core';
import { remove, useObjects } from '../api/hooks';
import { KINDS, keyOf, type KubeObject } from '../api/kinds';
import { blockers, conditionsOf, isTrue } from '../model/conditions';
import { Confirm } from '../parts/Confirm';
import { ListPage, useNamespaceChoice } from '../parts/ListPage';
import { RowMenu } from '../parts/RowMenu';
import { Status } from '../parts/Status';
import { DataTable, type Column } from '../table/DataTable';

export const mapKind = (of: 'network' | 'storage') => (of === 'network' ? KINDS.networkMap : KINDS.storageMap);

export function mapState(m: KubeObject): string {
  const conditions = conditionsOf(m);
  if (blockers(conditions).length) return 'ValidationFailed';
  return isTrue(conditions, 'Ready') ? 'Ready' : 'Validating';
}

const owner = (m: KubeObject) => m.metadata.ownerReferences?.find((o) => o.kind === 'Plan')?.name;

const columns = (of: 'network' | 'storage'): Column<KubeObject>[] => [
  { id: 'name', title: 'Name', value: (m) => m.metadata.name, cell: (m) => <Link to={`/${mapKind(of).plural}/${keyOf(m)}`}>{m.metadata.name}</Link> },
  { id: 'project', title: 'Project', value: (m) => m.metadata.namespace },
  { id: 'status', title: 'Status', value: mapState, cell: (m) => <Status word={mapState(m)} detail={blockers(conditionsOf(m)).map((c) => c.message).join(' ') || undefined} /> },
  { id: 'source', title: 'Source provider', value: (m) => m.spec?.provider?.source?.name },
  { id: 'target', title: 'Target provider', value: (m) => m.spec?.provider?.destination?.name },
  { id: 'rows', title: 'Rows', value: (m) => m.spec?.map?.length ?? 0 },
  { id: 'owner', title: 'Owner', value: (m) => owner(m) ?? 'No owner',
    cell: (m) => (owner(m) ? <Link to={`/plans/${m.metadata.namespace}/${owner(m)}`}>{owner(m)}</Link> : 'No owner') },
];

const COLUMNS = { network: columns('network'), storage: columns('storage') };

export default function Maps({ of }: { of: 'network' | 'storage' }) {
  const [namespace] = useNamespaceChoice();
  const { items, loaded, error } = useObjects(mapKind(of), namespace);
  const [gone, setGone] = useState<KubeObject>();
  const title = of === 'network' ? 'Network maps' : 'Storage maps';
  return (
    <ListPage title={title} error={error} loaded={loaded}>
      <DataTable
        label={title}
        rows={items}
        rowKey={keyOf}
        columns={COLUMNS[of]}
        loaded={loaded}
        empty={{ title: `No ${title.toLowerCase()} yet`, body: 'The plan wizard makes one for each plan; one made by hand can serve several plans.' }}
        rowActions={(m) => (
          <RowMenu
            label={`Actions of ${m.metadata.name}`}
            entries={[{ title: 'Delete', isDanger: true, run: () => setGone(m), refusal: owner(m) ? `It belongs to plan ${owner(m)} and goes with it.` : '' }]}
          />
        )}
      />
      {gone && (
        <Confirm title={`Delete ${gone.metadata.name}?`} action="Delete" isDanger close={() => setGone(undefined)} run={() => remove(mapKind(of), gone)}>
          <Content>Plans that use it cannot start any more.</Content>
        </Confirm>
      )}
    </ListPage>
  );
}
