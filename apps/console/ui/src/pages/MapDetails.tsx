import { useState } from 'react';
import { useParams } from 'react-router';
import { Alert, Button, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { patch, useObject, useObjects } from '../api/hooks';
import { KINDS, type Json, type KubeObject } from '../api/kinds';
import { conditionsOf } from '../model/conditions';
import { planState } from '../model/plan';
import { ConditionsTable, Findings } from '../parts/Conditions';
import { Details, Facts } from '../parts/Details';
import { Problem } from '../parts/Problem';
import { Status } from '../parts/Status';
import { YamlTab } from '../parts/YamlTab';
import { mapKind, mapState } from './Maps';

export default function MapDetails({ of }: { of: 'network' | 'storage' }) {
  const { namespace, name } = useParams();
  const kind = mapKind(of);
  const { object } = useObject(kind, namespace, name);
  return (
    <Details
      list={{ title: of === 'network' ? 'Network maps' : 'Storage maps', path: `/${kind.plural}` }}
      name={name ?? ''}
      object={object}
      status={object && <Status word={mapState(object)} />}
      tabs={
        object
          ? [
              { id: 'details', title: 'Details', body: () => <Rows of={of} map={object} /> },
              { id: 'yaml', title: 'YAML', body: () => <YamlTab kind={kind} object={object} /> },
            ]
          : []
      }
    />
  );
}

/** A map that a running or finished plan uses must not change under it. */
function useLock(map: KubeObject): string {
  const { items } = useObjects(KINDS.plan, map.metadata.namespace);
  const user = items.find((p) => {
    const refs: Json[] = Object.values(p.spec?.map ?? {});
    return refs.some((r) => r?.name === map.metadata.name) && ['Running', 'Pending', 'Paused', 'Archived', 'Complete'].includes(planState(p));
  });
  return user ? `Plan ${user.metadata.name} (${planState(user).toLowerCase()}) uses this map.` : '';
}

const targetOf = (of: 'network' | 'storage', row: Json): string =>
  of === 'storage'
    ? (row.destination?.storageClass ?? '')
    : row.destination?.type === 'multus' ? `${row.destination.namespace}/${row.destination.name}` : (row.destination?.type ?? '');

function targetJson(of: 'network' | 'storage', row: Json, value: string): Json {
  if (of === 'storage') return { ...row, destination: { ...row.destination, storageClass: value } };
  const [namespace, name] = value.split('/');
  return { ...row, destination: name ? { type: 'multus', namespace, name } : { type: value } };
}

function Rows({ of, map }: { of: 'network' | 'storage'; map: KubeObject }) {
  const rows: Json[] = map.spec?.map ?? [];
  const nads = useObjects(KINDS.nad);
  const classes = useObjects(KINDS.storageClass);
  const lock = useLock(map);
  const [changed, setChanged] = useState<Record<number, string>>({});
  const [error, setError] = useState<Error>();
  const options = of === 'storage' ? classes.items.map((c) => c.metadata.name) : ['pod', 'ignored', ...nads.items.map((n) => `${n.metadata.namespace}/${n.metadata.name}`)];
  const save = () =>
    patch(mapKind(of), map, { spec: { map: rows.map((r, i) => (changed[i] ? targetJson(of, r, changed[i]) : r)) } }).then(
      () => setChanged({}),
      (e: Error) => setError(e),
    );
  return (
    <>
      <Findings conditions={conditionsOf(map)} />
      {lock && <Alert isInline variant="info" title={lock} />}
      <Facts facts={[['Source provider', map.spec?.provider?.source?.name], ['Target provider', map.spec?.provider?.destination?.name]]} />
      <Table aria-label="Rows of the map" variant="compact">
        <Thead>
          <Tr>
            <Th>Source</Th>
            <Th>Target</Th>
          </Tr>
        </Thead>
        <Tbody>
          {rows.map((r, i) => {
            const value = changed[i] ?? targetOf(of, r);
            return (
              <Tr key={`${r.source?.id}${r.source?.name}${i}`}>
                <Td dataLabel="Source">{r.source?.name || r.source?.id || r.source?.type || 'unknown'}</Td>
                <Td dataLabel="Target">
                  <FormSelect aria-label={`Target of row ${i + 1}`} value={value} isDisabled={Boolean(lock)} onChange={(_, v) => setChanged({ ...changed, [i]: v })}>
                    {[...new Set([value, ...options])].map((o) => (
                      <FormSelectOption key={o} value={o} label={o} />
                    ))}
                  </FormSelect>
                </Td>
              </Tr>
            );
          })}
        </Tbody>
      </Table>
      <Problem error={error} title="The map was not saved" />
      <Button onClick={() => void save()} isDisabled={Boolean(lock) || Object.keys(changed).length === 0}>Save</Button>
      <ConditionsTable conditions={conditionsOf(map)} />
    </>
  );
}
