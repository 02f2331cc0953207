import { useMemo, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { Alert, Button, Form, FormGroup, TextInput } from '@patternfly/react-core';
import { patch, useJson, useObject } from '../api/hooks';
import { KINDS, type Json, type KubeObject } from '../api/kinds';
import { conditionsOf } from '../model/conditions';
import { MACHINES, providerState, type InventoryVm } from '../model/provider';
import { ConditionsTable, Findings } from '../parts/Conditions';
import { Details, Facts } from '../parts/Details';
import { EventsTable } from '../parts/Evidence';
import { Problem } from '../parts/Problem';
import { Status } from '../parts/Status';
import { YamlTab } from '../parts/YamlTab';
import { InventoryTable } from '../parts/InventoryTable';
import { DataTable } from '../table/DataTable';

const REFRESH_MS = 10_000;

export const inventoryPath = (p: KubeObject) => `/inventory/providers/${p.spec?.type}/${p.metadata.uid}`;

export default function ProviderDetails() {
  const { namespace, name } = useParams();
  const { object } = useObject(KINDS.provider, namespace, name);
  return (
    <Details
      list={{ title: 'Providers', path: '/providers' }}
      name={name ?? ''}
      object={object}
      status={object && <Status word={providerState(object)} />}
      tabs={
        object
          ? [
              { id: 'details', title: 'Details', body: () => <Overview provider={object} /> },
              { id: 'yaml', title: 'YAML', body: () => <YamlTab kind={KINDS.provider} object={object} /> },
              { id: 'vms', title: 'Virtual machines', body: () => <Vms provider={object} /> },
              { id: 'hosts', title: 'Hosts', body: () => <Rows provider={object} collection="hosts" /> },
              { id: 'networks', title: 'Networks', body: () => <Rows provider={object} collection="networks" /> },
              { id: 'credentials', title: 'Credentials', body: () => <CredentialsTab provider={object} /> },
              { id: 'events', title: 'Events', body: () => <EventsTable of={object} /> },
            ]
          : []
      }
    />
  );
}

function Overview({ provider }: { provider: KubeObject }) {
  const insecure = provider.spec?.settings?.insecureSkipVerify === 'true';
  return (
    <>
      <Findings conditions={conditionsOf(provider)} />
      {insecure && <Alert isInline variant="warning" title="Certificates of this provider are not checked" />}
      <Facts
        facts={[
          ['Type', provider.spec?.type],
          ['Endpoint', provider.spec?.url || 'this cluster'],
          ['Project', provider.metadata.namespace],
          ['Phase', provider.status?.phase ?? 'unknown'],
          ['Settings', Object.entries(provider.spec?.settings ?? {}).map(([k, v]) => `${k}=${String(v)}`).join(', ') || '–'],
        ]}
      />
      <ConditionsTable conditions={conditionsOf(provider)} />
    </>
  );
}

function Vms({ provider }: { provider: KubeObject }) {
  const navigate = useNavigate();
  const { data, error, loading } = useJson<InventoryVm[]>(`${inventoryPath(provider)}/${MACHINES}`, REFRESH_MS);
  const [selected, select] = useState<Set<string>>(new Set());
  const start = () =>
    void navigate(`/plans/create?provider=${provider.metadata.namespace}/${provider.metadata.name}`, { state: { vms: [...selected] } });
  return (
    <>
      <Problem error={error} title="The inventory cannot be read now" />
      <InventoryTable
        vms={data ?? []}
        loaded={!loading}
        selected={selected}
        change={select}
        actions={
          <Button onClick={start} isDisabled={selected.size === 0}>
            Create migration plan
          </Button>
        }
      />
    </>
  );
}

function Rows({ provider, collection }: { provider: KubeObject; collection: string }) {
  const { data, error, loading } = useJson<Json[]>(`${inventoryPath(provider)}/${collection}?detail=all`, REFRESH_MS);
  return (
    <>
      <Problem error={error} title={`The ${collection} cannot be read now`} />
      <DataTable<Json>
        label={collection}
        prefix={collection}
        rows={data ?? []}
        rowKey={(r) => String(r.id ?? r.uid ?? r.name)}
        loaded={!loading}
        columns={[
          { id: 'name', title: 'Name', value: (r) => r.name },
          { id: 'id', title: 'ID', value: (r) => r.id ?? r.uid },
          { id: 'path', title: 'Path', value: (r) => r.path ?? '' },
          { id: 'state', title: 'State', value: (r) => r.status ?? r.variant ?? '' },
        ]}
        empty={{ title: `No ${collection}`, body: 'The source reports none, or this type of provider has none.' }}
      />
    </>
  );
}

/** Values never come to the browser; they can only be replaced. */
function CredentialsTab({ provider }: { provider: KubeObject }) {
  const reference = provider.spec?.secret;
  const { object: secret } = useObject(KINDS.secret, reference?.namespace, reference?.name);
  const keys = useMemo(() => Object.keys(secret?.data ?? {}).filter((k) => k !== 'url').sort(), [secret]);
  const [values, setValues] = useState<Record<string, string>>({});
  const [error, setError] = useState<Error>();
  if (!reference?.name) return <Alert isInline variant="info" title="This provider has no credentials" />;
  const save = () =>
    patch(KINDS.secret, secret!, { stringData: values }).then(
      () => setValues({}),
      (e: Error) => setError(e),
    );
  return (
    <Form isWidthLimited onSubmit={(e) => e.preventDefault()}>
      {keys.map((k) => (
        <FormGroup key={k} label={k} fieldId={`secret-${k}`}>
          <TextInput id={`secret-${k}`} type="password" placeholder="unchanged" value={values[k] ?? ''} autoComplete="new-password"
            onChange={(_, v) => setValues((old) => ({ ...old, [k]: v }))} />
        </FormGroup>
      ))}
      <Problem error={error} title="The credentials were not saved" />
      <Button onClick={() => void save()} isDisabled={!secret || Object.values(values).every((v) => !v)}>
        Replace
      </Button>
    </Form>
  );
}
