import { lazy, Suspense } from 'react';
import { Link, useParams } from 'react-router';
import { Content, Spinner } from '@patternfly/react-core';
import { useObject, useObjects } from '../api/hooks';
import { KINDS, type Json, type KubeObject } from '../api/kinds';
import { conditionsOf } from '../model/conditions';
import { bytes, quantity } from '../model/units';
import { ConditionsTable } from '../parts/Conditions';
import { Details, Facts } from '../parts/Details';
import { EventsTable } from '../parts/Evidence';
import { RowMenu } from '../parts/RowMenu';
import { Status } from '../parts/Status';
import { YamlTab } from '../parts/YamlTab';
import { DataTable } from '../table/DataTable';
import { MigrationsTable } from './LiveMigrations';
import { vmWord } from './Machines';
import { useVmActions } from './vmActions';

const Serial = lazy(() => import('../console/Serial'));
const Vnc = lazy(() => import('../console/Vnc'));

export default function MachineDetails() {
  const { namespace, name } = useParams();
  const { object } = useObject(KINDS.vm, namespace, name);
  const { entries, dialog } = useVmActions(object);
  const runs = object?.status?.printableStatus === 'Running' || object?.status?.printableStatus === 'Migrating';
  const consoleOf = (vm: KubeObject, View: typeof Serial) => () =>
    runs ? <Suspense fallback={<Spinner aria-label="Loading" />}><View vm={vm} /></Suspense> : <Content>The machine does not run. Start it to see its console.</Content>;
  return (
    <>
      <Details
        list={{ title: 'Virtual machines', path: '/vms' }}
        name={name ?? ''}
        object={object}
        status={object && <Status word={vmWord(object)} />}
        actions={<RowMenu entries={entries} label="Actions" text="Actions" />}
        tabs={
          object
            ? [
                { id: 'details', title: 'Details', body: () => <Overview vm={object} /> },
                { id: 'yaml', title: 'YAML', body: () => <YamlTab kind={KINDS.vm} object={object} /> },
                { id: 'console', title: 'Serial console', body: consoleOf(object, Serial) },
                { id: 'vnc', title: 'Screen', body: consoleOf(object, Vnc) },
                { id: 'migrations', title: 'Live migrations', body: () => <Migrations vm={object} /> },
                { id: 'events', title: 'Events', body: () => <EventsTable of={object} /> },
              ]
            : []
        }
      />
      {dialog}
    </>
  );
}

function Overview({ vm }: { vm: KubeObject }) {
  const { object: instance } = useObject(KINDS.vmi, vm.metadata.namespace, vm.metadata.name);
  const spec = vm.spec?.template?.spec ?? {};
  const cpu = spec.domain?.cpu ?? {};
  const memory = spec.domain?.memory?.guest ?? spec.domain?.resources?.requests?.memory;
  const volumes: Json[] = spec.volumes ?? [];
  return (
    <>
      <Facts
        facts={[
          ['Node', instance?.status?.nodeName ? <Link to={`/nodes?q=${instance.status.nodeName}`}>{instance.status.nodeName}</Link> : '–'],
          ['CPUs', vm.spec?.instancetype?.name ?? `${(cpu.cores ?? 1) * (cpu.sockets ?? 1) * (cpu.threads ?? 1)}`],
          ['Memory', memory ? bytes(quantity(memory)) : (vm.spec?.instancetype?.name ?? 'unknown')],
          ['Addresses', (instance?.status?.interfaces ?? []).map((i: Json) => i.ipAddress ?? i.mac).filter(Boolean).join(', ') || '–'],
          ['Run strategy', vm.spec?.runStrategy ?? (vm.spec?.running ? 'Always' : 'Halted')],
          ['Eviction strategy', spec.evictionStrategy ?? 'the cluster’s default'],
        ]}
      />
      <DataTable<Json>
        label="Volumes"
        prefix="volumes"
        loaded
        rows={volumes}
        rowKey={(v) => v.name}
        columns={[
          { id: 'name', title: 'Name', value: (v) => v.name },
          { id: 'source', title: 'Source', value: (v) => Object.keys(v).find((k) => k !== 'name') },
          { id: 'claim', title: 'Claim', value: (v) => v.persistentVolumeClaim?.claimName ?? v.dataVolume?.name ?? '–' },
        ]}
        empty={{ title: 'No volumes', body: 'The machine has no disks.' }}
      />
      <ConditionsTable conditions={[...conditionsOf(vm), ...conditionsOf(instance).filter((c) => !conditionsOf(vm).some((v) => v.type === c.type))]} />
    </>
  );
}

function Migrations({ vm }: { vm: KubeObject }) {
  const all = useObjects(KINDS.vmim, vm.metadata.namespace);
  return <MigrationsTable rows={all.items.filter((m) => m.spec?.vmiName === vm.metadata.name)} loaded={all.loaded} />;
}
