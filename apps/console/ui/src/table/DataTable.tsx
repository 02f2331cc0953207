/**
 * The one table of the console: search, filters, sorting, columns and page live in the URL, so that a link shows
 * the same view; long lists are rendered only where they are looked at.
 */
import { useMemo, useRef, type ReactNode } from 'react';
import {
  Button, Checkbox, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, Label, MenuToggle, Popover,
  SearchInput, Select, SelectList, SelectOption, Skeleton, Toolbar, ToolbarContent, ToolbarFilter, ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import { ColumnsIcon } from '@patternfly/react-icons';
import { Table, Tbody, Td, Th, Thead, Tr, ExpandableRowContent } from '@patternfly/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useState } from 'react';
import { useTableState } from './useTableState';

export interface Column<T> {
  id: string;
  title: string;
  /** What is shown; the value itself when there is nothing to dress up. */
  cell?: (row: T) => ReactNode;
  /** What is sorted, searched and filtered by. */
  value: (row: T) => string | number | undefined;
  /** The values a filter offers; absent for columns without one. */
  filter?: (rows: readonly T[]) => string[];
  hidden?: boolean;
  width?: 10 | 15 | 20 | 25 | 30 | 35 | 40 | 45 | 50;
}

export interface DataTableProps<T> {
  label: string;
  rows: readonly T[];
  rowKey: (row: T) => string;
  columns: Column<T>[];
  loaded: boolean;
  /** Buttons beside the search. */
  actions?: ReactNode;
  /** Last cell of a row. */
  rowActions?: (row: T) => ReactNode;
  /** Shown below a row when it is opened. */
  expanded?: (row: T) => ReactNode;
  selection?: { selected: ReadonlySet<string>; change: (next: Set<string>) => void; refusal?: (row: T) => string };
  empty: { title: string; body: string; action?: ReactNode };
  /** Distinguishes several tables of one page in the URL. */
  prefix?: string;
}

const VIRTUAL_FROM = 100;
const ROW_PX = 52;
const WINDOW_PX = 640;

export function DataTable<T>(props: DataTableProps<T>) {
  const { rows, columns, loaded } = props;
  const state = useTableState(props.prefix ?? '', columns);
  const visible = columns.filter((c) => state.isShown(c.id));
  const found = useMemo(() => state.apply(rows, columns), [rows, columns, state]);
  if (!loaded) return <LoadingRows label={props.label} />;
  if (rows.length === 0) return <Nothing {...props.empty} actions={props.actions} />;
  return (
    <>
      <Tools {...props} state={state} count={found.length} />
      {found.length === 0 ? (
        <EmptyState titleText="No rows for these filters" headingLevel="h3" variant="sm">
          <EmptyStateFooter>
            <EmptyStateActions>
              <Button variant="link" onClick={state.clear}>Clear all filters</Button>
            </EmptyStateActions>
          </EmptyStateFooter>
        </EmptyState>
      ) : (
        <Rows {...props} visible={visible} found={found} state={state} />
      )}
    </>
  );
}

type State<T> = ReturnType<typeof useTableState<T>>;

function Tools<T>(props: DataTableProps<T> & { state: State<T>; count: number }) {
  const { state, columns, rows } = props;
  return (
    <Toolbar clearAllFilters={state.clear} inset={{ default: 'insetNone' }}>
      <ToolbarContent>
        <ToolbarGroup variant="filter-group">
          <ToolbarItem>
            <SearchInput
              aria-label={`Search ${props.label}`}
              placeholder="Search"
              value={state.search}
              onChange={(_, text) => state.setSearch(text)}
              onClear={() => state.setSearch('')}
            />
          </ToolbarItem>
          {columns.filter((c) => c.filter).map((c) => (
            <FilterMenu key={c.id} column={c} rows={rows} state={state} />
          ))}
        </ToolbarGroup>
        {props.actions && <ToolbarItem>{props.actions}</ToolbarItem>}
        <ToolbarItem align={{ default: 'alignEnd' }}>
          <span aria-live="polite">{props.count === rows.length ? `${rows.length}` : `${props.count} of ${rows.length}`}</span>
        </ToolbarItem>
        <ToolbarItem>
          <ColumnChoice columns={columns} state={state} />
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}

function FilterMenu<T>({ column, rows, state }: { column: Column<T>; rows: readonly T[]; state: State<T> }) {
  const [open, setOpen] = useState(false);
  const chosen = state.filters[column.id] ?? [];
  const toggle = (value: string) =>
    state.setFilter(column.id, chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value]);
  return (
    <ToolbarFilter
      categoryName={column.title}
      labels={chosen}
      deleteLabel={(_, label) => toggle(String(label))}
      deleteLabelGroup={() => state.setFilter(column.id, [])}
    >
      <Select
        isOpen={open}
        onOpenChange={setOpen}
        onSelect={(_, value) => toggle(String(value))}
        selected={chosen}
        toggle={(ref) => (
          <MenuToggle ref={ref} isExpanded={open} onClick={() => setOpen(!open)}>
            {column.title}
          </MenuToggle>
        )}
      >
        <SelectList isAriaMultiselectable>
          {column.filter!(rows).map((value) => (
            <SelectOption key={value} value={value} hasCheckbox isSelected={chosen.includes(value)}>
              {value}
            </SelectOption>
          ))}
        </SelectList>
      </Select>
    </ToolbarFilter>
  );
}

function ColumnChoice<T>({ columns, state }: { columns: Column<T>[]; state: State<T> }) {
  return (
    <Popover
      aria-label="Choose columns"
      headerContent="Columns"
      bodyContent={columns.map((c, i) => (
        <Checkbox
          key={c.id}
          id={`column-${c.id}`}
          label={c.title}
          isChecked={state.isShown(c.id)}
          isDisabled={i === 0}
          onChange={() => state.toggleColumn(c.id)}
        />
      ))}
    >
      <Button variant="plain" aria-label="Choose columns" icon={<ColumnsIcon />} />
    </Popover>
  );
}

function Rows<T>(props: DataTableProps<T> & { visible: Column<T>[]; found: T[]; state: State<T> }) {
  const { visible, found, state, selection } = props;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const scroller = useRef<HTMLDivElement>(null);
  const isLong = found.length > VIRTUAL_FROM && !props.expanded;
  const virtual = useVirtualizer({
    count: isLong ? found.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const window = virtual.getVirtualItems();
  const above = window[0]?.start ?? 0;
  const below = isLong ? virtual.getTotalSize() - (window.at(-1)?.end ?? 0) : 0;
  const shown = isLong ? window.map((w) => found[w.index]!) : found;
  const all = selection && found.filter((r) => !selection.refusal?.(r)).map(props.rowKey);
  const width = visible.length + (selection ? 1 : 0) + (props.expanded ? 1 : 0) + (props.rowActions ? 1 : 0);
  const toggleOpen = (key: string) => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  return (
    <div ref={scroller} style={isLong ? { maxHeight: WINDOW_PX, overflow: 'auto' } : { overflowX: 'auto' }}>
      <Table aria-label={props.label} variant="compact" isStickyHeader={isLong} isExpandable={Boolean(props.expanded)}>
        <Thead>
          <Tr>
            {props.expanded && <Th screenReaderText="Details" />}
            {selection && (
              <Th
                aria-label="Select all rows"
                select={{
                  isSelected: all!.length > 0 && all!.every((k) => selection.selected.has(k)),
                  onSelect: (_, on) => selection.change(on ? new Set([...selection.selected, ...all!]) : new Set()),
                }}
              />
            )}
            {visible.map((c, i) => (
              <Th key={c.id} modifier="nowrap" width={c.width} sort={state.sortOf(i, c.id, visible)}>
                {c.title}
              </Th>
            ))}
            {props.rowActions && <Th screenReaderText="Actions" />}
          </Tr>
        </Thead>
        {above > 0 && <Spacer px={above} columns={width} />}
        {props.expanded ? (
          shown.map((row, i) => (
            <Tbody key={props.rowKey(row)} isExpanded={open.has(props.rowKey(row))}>
              <Row {...props} row={row} index={i} open={open} toggleOpen={toggleOpen} />
              {open.has(props.rowKey(row)) && (
                <Tr isExpanded>
                  <Td colSpan={width}>
                    <ExpandableRowContent>{props.expanded!(row)}</ExpandableRowContent>
                  </Td>
                </Tr>
              )}
            </Tbody>
          ))
        ) : (
          <Tbody>
            {shown.map((row, i) => (
              <Row key={props.rowKey(row)} {...props} row={row} index={i} open={open} toggleOpen={toggleOpen} />
            ))}
          </Tbody>
        )}
        {below > 0 && <Spacer px={below} columns={width} />}
      </Table>
    </div>
  );
}

function Row<T>(
  props: DataTableProps<T> & {
    visible: Column<T>[]; row: T; index: number; open: ReadonlySet<string>; toggleOpen: (key: string) => void;
  },
) {
  const { row, selection } = props;
  const key = props.rowKey(row);
  return (
    <Tr>
      {props.expanded && (
        <Td expand={{ rowIndex: props.index, isExpanded: props.open.has(key), onToggle: () => props.toggleOpen(key) }} />
      )}
      {selection && (
        <Td
          select={{
            rowIndex: props.index,
            isSelected: selection.selected.has(key),
            isDisabled: Boolean(selection.refusal?.(row)),
            onSelect: (_, on) => {
              const next = new Set(selection.selected);
              if (on) next.add(key);
              else next.delete(key);
              selection.change(next);
            },
          }}
          title={selection.refusal?.(row)}
        />
      )}
      {props.visible.map((c) => (
        <Td key={c.id} dataLabel={c.title} modifier="breakWord">
          {c.cell ? c.cell(row) : (c.value(row) ?? <Unknown />)}
        </Td>
      ))}
      {props.rowActions && <Td isActionCell>{props.rowActions(row)}</Td>}
    </Tr>
  );
}

const Spacer = ({ px, columns }: { px: number; columns: number }) => (
  <Tbody aria-hidden>
    <Tr>
      <Td colSpan={columns} style={{ height: px, padding: 0 }} />
    </Tr>
  </Tbody>
);

export const Unknown = () => (
  <Label isCompact color="grey" variant="outline">
    unknown
  </Label>
);

const LoadingRows = ({ label }: { label: string }) => (
  <div role="status" aria-label={`Loading ${label}`}>
    {[0, 1, 2, 3].map((i) => (
      <Skeleton key={i} height="2.5rem" style={{ marginBlock: '0.5rem' }} screenreaderText={`Loading ${label}`} />
    ))}
  </div>
);

const Nothing = ({ title, body, action, actions }: { title: string; body: string; action?: ReactNode; actions?: ReactNode }) => (
  <EmptyState titleText={title} headingLevel="h2">
    <EmptyStateBody>{body}</EmptyStateBody>
    <EmptyStateFooter>
      <EmptyStateActions>{action ?? actions}</EmptyStateActions>
    </EmptyStateFooter>
  </EmptyState>
);
