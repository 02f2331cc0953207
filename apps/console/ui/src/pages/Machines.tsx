import { Link } from 'react-router';
import { useObjects } from '../api/hooks';
import { KINDS, keyOf, type KubeObject } from '../api/kinds';
import { ListPage, useNamespaceChoice } from '../parts/ListPage';
import { RowMenu } from '../parts/RowMenu';
import { Status } from '../parts/Status';
import { DataTable, type Column } from '../table/DataTable';
import { distinct } from '../table/useTableState';
import { age } from '../model/units';
import { useVmActions } from './vmActions';

export const vmWord = (vm: KubeObject): string => vm.status?.printableStatus ?? 'Unknown';

const nodeOf = (instances: readonly KubeObject[], vm: KubeObject) => instances.find((i) => keyOf(i) === keyOf(vm))?.status?.nodeName;

export default function Machines() {
  const [namespace] = useNamespaceChoice();
  const { items, loaded, error } = useObjects(KINDS.vm, namespace);
  const instances = useObjects(KINDS.vmi, namespace).items;
  const columns: Column<KubeObject>[] = [
    { id: 'name', title: 'Name', value: (v) => v.metadata.name, cell: (v) => <Link to={`/vms/${keyOf(v)}`}>{v.metadata.name}</Link> },
    { id: 'project', title: 'Project', value: (v) => v.metadata.namespace },
    { id: 'status', title: 'Status', value: vmWord, filter: distinct(vmWord), cell: (v) => <Status word={vmWord(v)} /> },
    { id: 'node', title: 'Node', value: (v) => nodeOf(instances, v) ?? '–' },
    { id: 'plan', title: 'Imported by', value: (v) => v.metadata.labels?.['plan-name'] ?? v.metadata.labels?.plan ?? '–', hidden: true },
    { id: 'created', title: 'Created', value: (v) => v.metadata.creationTimestamp, cell: (v) => age(v.metadata.creationTimestamp, Date.now()) },
  ];
  return (
    <ListPage title="Virtual machines" error={error} loaded={loaded}>
      <DataTable
        label="Virtual machines"
        rows={items}
        rowKey={keyOf}
        columns={columns}
        loaded={loaded}
        empty={{ title: 'No virtual machines here yet', body: 'Imported machines appear here; so do those made with kubectl.' }}
        rowActions={(v) => <VmMenu vm={v} />}
      />
    </ListPage>
  );
}

function VmMenu({ vm }: { vm: KubeObject }) {
  const { entries, dialog } = useVmActions(vm);
  return (
    <>
      <RowMenu entries={entries} label={`Actions of ${vm.metadata.name}`} />
      {dialog}
    </>
  );
}
