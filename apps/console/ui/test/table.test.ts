import { describe, expect, it } from 'vitest';
import { age, asName, bytes, duration, nameProblem, quantity } from '../src/model/units';
import { parseLabels } from '../src/pages/Policies';
import type { Column } from '../src/table/DataTable';
import { select } from '../src/table/useTableState';

interface Row {
  name: string;
  size?: number;
}

const columns: Column<Row>[] = [
  { id: 'name', title: 'Name', value: (r) => r.name },
  { id: 'size', title: 'Size', value: (r) => r.size },
];
const rows: Row[] = [{ name: 'vm10', size: 5 }, { name: 'vm2' }, { name: 'db', size: 20 }];
const none = { search: '', filters: {}, sort: 'name', descending: false };
const names = (found: Row[]) => found.map((r) => r.name);

describe('tables', () => {
  it('sort numbers inside names as numbers', () => expect(names(select(rows, columns, none))).toEqual(['db', 'vm2', 'vm10']));
  it('show the unknown last', () => expect(names(select(rows, columns, { ...none, sort: 'size' }))).toEqual(['vm10', 'db', 'vm2']));
  it('find rows that have all words', () => expect(names(select(rows, columns, { ...none, search: 'VM 5' }))).toEqual(['vm10']));
  it('filter by value, the unknown too', () =>
    expect(names(select(rows, columns, { ...none, filters: { size: ['unknown', '20'] } }))).toEqual(['db', 'vm2']));
  it('stay fast with 10,000 rows', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => ({ name: `vm${i}`, size: i }));
    expect(select(many, columns, { ...none, search: 'vm99' })).toHaveLength(111);
  });
});

describe('units', () => {
  it('are binary', () => expect([bytes(1536), bytes(10 * 2 ** 30), bytes(undefined)]).toEqual(['1.50 KiB', '10.0 GiB', 'unknown']));
  it('read quantities', () => expect([quantity('2Gi'), quantity('500m'), quantity('1e'), quantity('3')]).toEqual([2 ** 31, 0.5, undefined, 3]));
  it('tell durations', () => expect([duration(59), duration(61), duration(7300), duration(NaN)]).toEqual(['59 s', '1 min 1 s', '2 h 1 min', 'unknown']));
  it('tell ages', () => expect(age('2026-11-27T12:00:00Z', Date.parse('2026-11-27T12:00:30Z'))).toBe('30 s ago'));
});

describe('names', () => {
  it('are checked', () => expect([nameProblem('web-1'), nameProblem('Web') !== '', nameProblem('a'.repeat(64)) !== '']).toEqual(['', true, true]));
  it('are made of any text', () => expect([asName('Web 1 <script>'), asName('***')]).toEqual(['web-1-script', 'unnamed']));
});

describe('labels', () => {
  it('are parsed', () => expect(parseLabels('a=b, c = d')).toEqual({ a: 'b', c: 'd' }));
  it('are refused when they are none', () => expect([parseLabels('a'), parseLabels('a=b=c')]).toEqual([undefined, undefined]));
});
