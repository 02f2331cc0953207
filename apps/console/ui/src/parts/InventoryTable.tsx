import type { ReactNode } from 'react';
import { Button, Label, Popover } from '@patternfly/react-core';
import { diskBytes, guestOs, power, worst, type Concern, type InventoryVm } from '../model/provider';
import { bytes } from '../model/units';
import { DataTable, type Column } from '../table/DataTable';
import { distinct } from '../table/useTableState';

const COLORS: Record<string, 'red' | 'orange' | 'blue' | 'grey'> = { critical: 'red', error: 'red', warning: 'orange', warn: 'orange', information: 'blue' };

export function Concerns({ of }: { of?: Concern[] }) {
  if (!of) return <>not checked</>;
  if (of.length === 0) return <>none</>;
  const sorted = worst(of);
  const byCategory = new Map<string, number>();
  sorted.forEach((c) => byCategory.set(c.category, (byCategory.get(c.category) ?? 0) + 1));
  return (
    <Popover
      headerContent="Concerns"
      bodyContent={sorted.map((c) => (
        <p key={c.id ?? c.label}>
          <Label isCompact color={COLORS[c.category.toLowerCase()] ?? 'grey'}>{c.category}</Label> <strong>{c.label}</strong>
          <br />
          {c.assessment}
        </p>
      ))}
    >
      <Button variant="plain" size="sm" aria-label={`${of.length} concerns`}>
        {[...byCategory].map(([category, count]) => (
          <Label key={category} isCompact color={COLORS[category.toLowerCase()] ?? 'grey'}>{`${count} ${category.toLowerCase()}`}</Label>
        ))}
      </Button>
    </Popover>
  );
}

const worstWord = (v: InventoryVm) => (v.concerns ? (worst(v.concerns)[0]?.category ?? 'none') : 'not checked');

const COLUMNS: Column<InventoryVm>[] = [
  { id: 'name', title: 'Name', value: (v) => v.name },
  { id: 'concerns', title: 'Concerns', value: worstWord, filter: distinct(worstWord), cell: (v) => <Concerns of={v.concerns} /> },
  { id: 'power', title: 'Power', value: power, filter: distinct(power) },
  { id: 'os', title: 'Guest OS', value: guestOs, filter: distinct(guestOs) },
  { id: 'disk', title: 'Disks', value: diskBytes, cell: (v) => bytes(diskBytes(v)) },
  { id: 'memory', title: 'Memory', value: (v) => v.neutral?.memoryBytes, cell: (v) => (v.neutral ? bytes(v.neutral.memoryBytes) : 'unknown'), hidden: true },
  { id: 'cpu', title: 'CPUs', value: (v) => v.neutral?.cpus, hidden: true },
  { id: 'path', title: 'Path', value: (v) => v.path ?? '' },
  { id: 'id', title: 'ID', value: (v) => v.id, hidden: true },
];

export function InventoryTable(props: {
  vms: InventoryVm[]; loaded: boolean; selected: Set<string>; change: (next: Set<string>) => void; actions?: ReactNode;
}) {
  return (
    <DataTable
      label="Virtual machines"
      prefix="vms"
      rows={props.vms}
      rowKey={(v) => v.id}
      columns={COLUMNS}
      loaded={props.loaded}
      selection={{ selected: props.selected, change: props.change }}
      actions={props.actions}
      empty={{ title: 'No virtual machines', body: 'The source has none, or its inventory is still being read.' }}
    />
  );
}

