/** One live copy of each collection, shared by all views: a list, then a watch, for ever. */
import { ApiError, getJson, request, session } from './http';
import { keyOf, pathOf, type Kind, type KubeObject } from './kinds';

export interface Snapshot {
  readonly items: readonly KubeObject[];
  /** False until the first list has arrived. */
  readonly loaded: boolean;
  /** Why the data may be old; undefined while the watch runs. */
  readonly error?: ApiError | Error;
  readonly since?: number;
}

const EMPTY: Snapshot = { items: [], loaded: false };
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** Changes within this time are shown together: 500 objects may change in one second. */
const FRAME_MS = 100;
/** A collection nobody looks at is followed for this time on, for the way back. */
const LINGER_MS = 30_000;

interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: KubeObject & { code?: number; message?: string; reason?: string };
}

export class Collection {
  private readonly objects = new Map<string, KubeObject>();
  private readonly listeners = new Set<() => void>();
  private snapshot: Snapshot = EMPTY;
  private abort?: AbortController;
  private frame?: ReturnType<typeof setTimeout>;
  private linger?: ReturnType<typeof setTimeout>;

  constructor(private readonly path: string) {}

  readonly get = () => this.snapshot;

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    clearTimeout(this.linger);
    if (!this.abort) void this.follow();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.linger = setTimeout(() => this.stop(), LINGER_MS);
    };
  };

  stop() {
    this.abort?.abort();
    this.abort = undefined;
  }

  private publish(error?: Error) {
    const since = error ? (this.snapshot.since ?? Date.now()) : undefined;
    this.snapshot = { items: [...this.objects.values()], loaded: this.snapshot.loaded || !error, error, since };
    this.listeners.forEach((l) => l());
  }

  private soon() {
    this.frame ??= setTimeout(() => {
      this.frame = undefined;
      this.publish();
    }, FRAME_MS);
  }

  private async follow() {
    const abort = new AbortController();
    this.abort = abort;
    let pause = FIRST_PAUSE_MS;
    while (!abort.signal.aborted) {
      try {
        const version = await this.list(abort.signal);
        pause = FIRST_PAUSE_MS;
        await this.watch(version, abort.signal);
      } catch (problem) {
        if (abort.signal.aborted) return;
        this.publish(problem as Error);
        if (problem instanceof ApiError && problem.code === 401) return this.stop();
        await new Promise((r) => setTimeout(r, pause));
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  private async list(signal: AbortSignal): Promise<string> {
    const list = await getJson<{ items: KubeObject[]; metadata: { resourceVersion: string } }>(this.path, signal);
    this.objects.clear();
    for (const item of list.items) this.objects.set(keyOf(item), item);
    this.publish();
    return list.metadata.resourceVersion;
  }

  /** Ends when the revision is gone (list again); throws when the connection breaks. */
  private async watch(from: string, signal: AbortSignal) {
    let version = from;
    for (;;) {
      const answer = await request(
        `${this.path}?watch=true&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=${version}`,
        { signal },
      );
      for await (const event of lines(answer)) {
        if (event.type === 'ERROR') {
          if (event.object.code === 410) return;
          throw new ApiError(event.object.code ?? 500, event.object.reason ?? '', event.object.message ?? 'watch failed');
        }
        version = event.object.metadata.resourceVersion ?? version;
        this.apply(event);
      }
      if (this.snapshot.error) this.publish();
    }
  }

  private apply(event: WatchEvent) {
    if (event.type === 'BOOKMARK') return;
    if (event.type === 'DELETED') this.objects.delete(keyOf(event.object));
    else this.objects.set(keyOf(event.object), event.object);
    this.soon();
  }
}

async function* lines(answer: Response): AsyncGenerator<WatchEvent> {
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.trim()) yield JSON.parse(part) as WatchEvent;
  }
}

const collections = new Map<string, Collection>();

session.subscribe(() => {
  collections.forEach((c) => c.stop());
  collections.clear();
});

export function collection(kind: Kind, namespace?: string): Collection {
  const path = pathOf(kind, namespace);
  let found = collections.get(path);
  if (!found) collections.set(path, (found = new Collection(path)));
  return found;
}
