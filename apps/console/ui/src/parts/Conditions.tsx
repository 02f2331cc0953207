import { Alert, AlertGroup, Content } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { Condition } from '../api/kinds';
import { blockers, warnings } from '../model/conditions';
import { When } from './Status';

const items = (c: Condition) => (c.items?.length ? ` (${c.items.join(', ')})` : '');

/** What keeps an object from working, first; then what to know about. */
export function Findings({ conditions }: { conditions: Condition[] }) {
  const found = [
    ...blockers(conditions).map((c) => ({ c, variant: 'danger' as const })),
    ...warnings(conditions).map((c) => ({ c, variant: 'warning' as const })),
  ];
  if (found.length === 0) return null;
  return (
    <AlertGroup aria-label="Findings">
      {found.map(({ c, variant }) => (
        <Alert key={c.type} isInline variant={variant} title={`${c.type}${items(c)}`}>
          {c.message}
        </Alert>
      ))}
    </AlertGroup>
  );
}

export function ConditionsTable({ conditions }: { conditions: Condition[] }) {
  if (conditions.length === 0) return <Content>No condition has been reported yet.</Content>;
  return (
    <Table aria-label="Conditions" variant="compact">
      <Thead>
        <Tr>
          <Th>Type</Th>
          <Th>Status</Th>
          <Th>Category</Th>
          <Th>Reason</Th>
          <Th width={50}>Message</Th>
          <Th>Updated</Th>
        </Tr>
      </Thead>
      <Tbody>
        {conditions.map((c) => (
          <Tr key={c.type}>
            <Td dataLabel="Type">{c.type}</Td>
            <Td dataLabel="Status">{c.status}</Td>
            <Td dataLabel="Category">{c.category ?? ''}</Td>
            <Td dataLabel="Reason">{c.reason ?? ''}</Td>
            <Td dataLabel="Message" modifier="breakWord">
              {c.message}
              {items(c)}
            </Td>
            <Td dataLabel="Updated">
              <When at={c.lastTransitionTime} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
