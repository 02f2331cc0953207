import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { getJson, sendJson } from './http';
import { KINDS, apiVersionOf, pathOf, type Kind, type KubeObject } from './kinds';
import { collection, type Snapshot } from './watch';

/** All objects of a kind, live. */
export function useObjects(kind: Kind, namespace?: string): Snapshot {
  const live = collection(kind, namespace);
  return useSyncExternalStore(live.subscribe, live.get);
}

/** One object, live; undefined while loading and null when there is none. */
export function useObject(kind: Kind, namespace: string | undefined, name: string | undefined) {
  const all = useObjects(kind, kind.namespaced ? namespace : undefined);
  const found = useMemo(
    () => all.items.find((o) => o.metadata.name === name && (!kind.namespaced || o.metadata.namespace === namespace)),
    [all.items, name, namespace, kind],
  );
  return { object: found ?? (all.loaded ? null : undefined), error: all.error };
}

export interface Loaded<T> {
  data?: T;
  error?: Error;
  loading: boolean;
  reload: () => void;
}

/** A GET that is repeated when its path changes or on demand; an empty path loads nothing. */
export function useJson<T>(path: string, everyMs = 0): Loaded<T> {
  const [state, set] = useState<{ path: string; data?: T; error?: Error }>({ path: '' });
  const [turn, next] = useState(0);
  useEffect(() => {
    if (!path) return;
    const abort = new AbortController();
    getJson<T>(path, abort.signal).then(
      (data) => set({ path, data }),
      (error: Error) => abort.signal.aborted || set((old) => ({ path, data: old.path === path ? old.data : undefined, error })),
    );
    const timer = everyMs ? setTimeout(() => next((t) => t + 1), everyMs) : undefined;
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [path, turn, everyMs]);
  const fresh = state.path === path;
  return {
    data: fresh ? state.data : undefined,
    error: fresh ? state.error : undefined,
    loading: Boolean(path) && (!fresh || (state.data === undefined && !state.error)),
    reload: useCallback(() => next((t) => t + 1), []),
  };
}

export const create = (kind: Kind, object: KubeObject) =>
  sendJson<KubeObject>('POST', pathOf(kind, object.metadata.namespace), {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    ...object,
  });

export const replace = (kind: Kind, object: KubeObject) =>
  sendJson<KubeObject>('PUT', pathOf(kind, object.metadata.namespace, object.metadata.name), object);

/** A merge patch: null removes a field. */
export const patch = (kind: Kind, object: KubeObject, change: unknown) =>
  sendJson<KubeObject>(
    'PATCH',
    pathOf(kind, object.metadata.namespace, object.metadata.name),
    change,
    'application/merge-patch+json',
  );

export const remove = (kind: Kind, object: KubeObject) =>
  sendJson('DELETE', pathOf(kind, object.metadata.namespace, object.metadata.name), { propagationPolicy: 'Background' });

const reviews = new Map<string, Promise<boolean>>();

function review(verb: string, kind: Kind, namespace: string): Promise<boolean> {
  const attributes = { verb, group: kind.group, resource: kind.plural, ...(kind.namespaced && { namespace }) };
  return sendJson<{ status?: { allowed?: boolean } }>('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: attributes },
  }).then((r) => r.status?.allowed === true);
}

/** Whether the user may do it; undefined until the server has said so. */
export function useMay(verb: string, kind: Kind, namespace = ''): boolean | undefined {
  const key = `${verb} ${kind.group}/${kind.plural} ${namespace}`;
  const [answer, set] = useState<{ key: string; may: boolean }>();
  useEffect(() => {
    let current = true;
    let pending = reviews.get(key);
    if (!pending) {
      pending = review(verb, kind, namespace);
      reviews.set(key, pending);
      setTimeout(() => reviews.delete(key), 30_000);
    }
    pending.then(
      (may) => current && set({ key, may }),
      () => current && set({ key, may: true }), // the server itself will refuse
    );
    return () => {
      current = false;
    };
  }, [key, verb, kind, namespace]);
  return answer?.key === key ? answer.may : undefined;
}

/** Names of all namespaces the user may see. */
export function useNamespaces(): string[] {
  const all = useObjects(KINDS.namespace);
  return useMemo(() => all.items.map((n) => n.metadata.name).sort(), [all.items]);
}
