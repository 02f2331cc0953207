import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { ThProps } from '@patternfly/react-table';
import type { Column } from './DataTable';

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
}

/** The rows that match, in order. Exported for tests. */
export function select<T>(
  rows: readonly T[],
  columns: Column<T>[],
  wish: { search: string; filters: Record<string, string[]>; sort: string; descending: boolean },
): T[] {
  const words = wish.search.toLowerCase().split(/\s+/).filter(Boolean);
  const active = columns.filter((c) => (wish.filters[c.id] ?? []).length > 0);
  const found = rows.filter((row) => {
    if (active.some((c) => !wish.filters[c.id]!.includes(String(c.value(row) ?? 'unknown')))) return false;
    if (words.length === 0) return true;
    const text = columns.map((c) => c.value(row) ?? '').join(' ').toLowerCase();
    return words.every((w) => text.includes(w));
  });
  const by = columns.find((c) => c.id === wish.sort);
  if (by) {
    const sign = wish.descending ? -1 : 1;
    found.sort((a, b) => sign * compare(by.value(a), by.value(b)));
  }
  return found;
}

/** Search, filters, sorting and columns of a table, kept in the URL. */
export function useTableState<T>(prefix: string, columns: Column<T>[]) {
  const [parameters, setParameters] = useSearchParams();
  const name = useCallback((key: string) => (prefix ? `${prefix}.${key}` : key), [prefix]);
  const write = useCallback(
    (change: (p: URLSearchParams) => void) =>
      setParameters(
        (old) => {
          const next = new URLSearchParams(old);
          change(next);
          return next;
        },
        { replace: true },
      ),
    [setParameters],
  );
  const text = parameters.toString();
  return useMemo(() => {
    const search = parameters.get(name('q')) ?? '';
    const sort = parameters.get(name('sort')) ?? columns[0]!.id;
    const descending = parameters.get(name('desc')) === '1';
    const filters: Record<string, string[]> = {};
    for (const c of columns) {
      const values = parameters.getAll(name(`f.${c.id}`));
      if (values.length) filters[c.id] = values;
    }
    const toggled = new Set((parameters.get(name('cols')) ?? '').split(',').filter(Boolean));
    return {
      search,
      filters,
      isShown: (id: string) => Boolean(columns.find((c) => c.id === id)?.hidden) === toggled.has(id),
      setSearch: (value: string) => write((p) => (value ? p.set(name('q'), value) : p.delete(name('q')))),
      setFilter: (id: string, values: string[]) =>
        write((p) => {
          p.delete(name(`f.${id}`));
          values.forEach((v) => p.append(name(`f.${id}`), v));
        }),
      toggleColumn: (id: string) =>
        write((p) => {
          const next = new Set(toggled);
          if (!next.delete(id)) next.add(id);
          if (next.size) p.set(name('cols'), [...next].join(','));
          else p.delete(name('cols'));
        }),
      clear: () =>
        write((p) => [...p.keys()].filter((k) => k === name('q') || k.startsWith(name('f.'))).forEach((k) => p.delete(k))),
      sortOf: (index: number, id: string, visible: Column<T>[]): ThProps['sort'] => ({
        columnIndex: index,
        sortBy: { index: visible.findIndex((c) => c.id === sort), direction: descending ? 'desc' : 'asc' },
        onSort: (_event, _index, direction) =>
          write((p) => {
            p.set(name('sort'), id);
            if (direction === 'desc') p.set(name('desc'), '1');
            else p.delete(name('desc'));
          }),
      }),
      apply: (rows: readonly T[], all: Column<T>[]) => select(rows, all, { search, filters, sort, descending }),
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text, columns, name, write]);
}

/** The distinct values of a column, for its filter. */
export const distinct =
  <T>(value: (row: T) => string | number | undefined) =>
  (rows: readonly T[]) =>
    [...new Set(rows.map((r) => String(value(r) ?? 'unknown')))].sort(collator.compare);
