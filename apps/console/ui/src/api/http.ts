/** Requests to the server this page came from, with the user's own token. */

/** A Kubernetes Status, or what comes closest to it. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

const KEY = 'wherry.token';
let token = sessionStorage.getItem(KEY) ?? '';
const listeners = new Set<() => void>();

/** The session lives as long as the browser's tab. */
export const session = {
  token: () => token,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  begin(next: string) {
    token = next.trim();
    sessionStorage.setItem(KEY, token);
    listeners.forEach((l) => l());
  },
  end() {
    token = '';
    sessionStorage.removeItem(KEY);
    listeners.forEach((l) => l());
  },
};

async function failure(answer: Response): Promise<ApiError> {
  const text = await answer.text().catch(() => '');
  let message = text;
  let reason = answer.statusText;
  try {
    const status = JSON.parse(text) as { message?: string; reason?: string };
    message = status.message ?? text;
    reason = status.reason ?? reason;
  } catch {
    // not a Status: the text itself is the message
  }
  return new ApiError(answer.status, reason, message || `The server answered ${answer.status}.`);
}

/** A request; throws {@link ApiError} for every answer that is not 2xx. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token) headers.set('Authorization', `Bearer ${token}`);
  const answer = await fetch(path, { ...init, headers });
  if (!answer.ok) {
    const problem = await failure(answer);
    if (answer.status === 401 && token) session.end();
    throw problem;
  }
  return answer;
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const answer = await request(path, { headers: { Accept: 'application/json' }, signal });
  return (await answer.json()) as T;
}

export async function sendJson<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  type = 'application/json',
): Promise<T> {
  const answer = await request(path, {
    method,
    headers: { 'Content-Type': type, Accept: 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return (text ? JSON.parse(text) : {}) as T;
}

/** Subprotocols that carry the token, as Kubernetes takes it from browsers. */
export function socketProtocols(...wanted: string[]): string[] {
  const encoded = btoa(String.fromCharCode(...new TextEncoder().encode(token)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
  return [`base64url.bearer.authorization.k8s.io.${encoded}`, ...wanted];
}

export function socketUrl(path: string): string {
  return `${location.protocol === 'http:' ? 'ws' : 'wss'}://${location.host}${path}`;
}
