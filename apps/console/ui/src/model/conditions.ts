import type { Condition, KubeObject } from '../api/kinds';

export const conditionsOf = (o: KubeObject | undefined | null): Condition[] => o?.status?.conditions ?? [];

export const isTrue = (list: Condition[], type: string) => list.some((c) => c.type === type && c.status === 'True');

export const blockers = (list: Condition[]) =>
  list.filter((c) => c.status === 'True' && (c.category === 'Critical' || c.category === 'Error'));

export const warnings = (list: Condition[]) => list.filter((c) => c.status === 'True' && c.category === 'Warn');
