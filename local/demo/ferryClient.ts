import { setTimeout as sleep } from 'node:timers/promises';
import type { CleanupView } from '../../src/functions/http/schemas/cleanupView';
import type { PlanView } from '../../src/functions/http/schemas/planView';
import type { TransferList } from '../../src/functions/http/schemas/transferList';
import type { TransferView } from '../../src/functions/http/schemas/transferView';

/** The body of POST /api/transfers: names, or a selection. */
export type TransferRequest = { route: string } & ({ artifacts: string[] } | { select: object; dryRun?: boolean });

/** The app's API, as any HTTP client uses it. `key` is a function key, which a host in Azure asks for. */
export interface FerryClient {
  /** Starts a transfer, and returns the URL of its status. The same idempotency key is the same transfer. */
  start(request: TransferRequest, idempotencyKey: string): Promise<string>;
  /** Reads the status until the transfer has ended, and calls `onStatus` with every answer. */
  follow(statusUrl: string, onStatus: (status: TransferView) => void): Promise<TransferView>;
  /** Everything that a transfer has planned. */
  planOf(planUrl: string): Promise<PlanView['artifacts']>;
  /** The latest hundred transfers, newest first. */
  transfers(): Promise<TransferList['transfers']>;
  /** URL of a transfer's status. */
  statusUrlOf(id: string): string;
  /** Cleans up all routes, and answers what came of it. @throws Error when it has not ended in two minutes. */
  cleanUp(): Promise<CleanupView>;
}

/** Shorter than the app's own Retry-After, so that the progress bar moves; nobody else uses the host of a demo. */
const LOOK_EVERY_MS = 400;
const LOOKS_THAT_MAY_FAIL = 20;
const LOOKS_AT_A_CLEANUP = 300;

/** @param options.lookEveryMs  between two looks at a status */
export function connectFerry(options: {
  origin: string;
  key?: string;
  signal: AbortSignal;
  lookEveryMs?: number;
}): FerryClient {
  const { origin, key, signal, lookEveryMs = LOOK_EVERY_MS } = options;
  const keyHeader: Record<string, string> = key ? { 'x-functions-key': key } : {};
  const call = async <T>(resource: string, method = 'GET'): Promise<T> => {
    const url = new URL(resource, origin).href;
    const response = await fetch(url, { method, headers: keyHeader, signal });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${explain(text)}`);
    return JSON.parse(text) as T;
  };
  return {
    async start(request, idempotencyKey) {
      const url = new URL('/api/transfers', origin);
      const headers = { ...keyHeader, 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request), signal });
      const text = await response.text();
      const location = response.headers.get('location');
      if (response.status === 202 && location) return new URL(location, url).href;
      throw new Error(`POST ${url.href} answered ${response.status}: ${explain(text)}`);
    },

    async follow(statusUrl, onStatus) {
      for (let failed = 0; ;) {
        try {
          const response = await fetch(statusUrl, { headers: keyHeader, signal });
          const text = await response.text();
          if (!response.ok) throw new Error(`answered ${response.status}: ${explain(text)}`);
          const status = JSON.parse(text) as TransferView;
          onStatus(status);
          if (response.status === 200) return status;
          failed = 0;
        } catch (error) {
          signal.throwIfAborted();
          if (++failed >= LOOKS_THAT_MAY_FAIL)
            throw new Error(
              `GET ${statusUrl} failed ${failed} times in a row; the last time: ${(error as Error).message}`,
              { cause: error },
            );
        }
        await sleep(lookEveryMs, undefined, { signal });
      }
    },

    async planOf(planUrl) {
      const planned: PlanView['artifacts'] = [];
      for (let next: string | undefined = planUrl; next !== undefined;) {
        const page: PlanView = await call<PlanView>(next);
        planned.push(...page.artifacts);
        next = page.next;
      }
      return planned;
    },

    transfers: async () => (await call<TransferList>('/api/transfers?limit=100')).transfers,
    statusUrlOf: (id) => new URL(`/api/transfers/${id}`, origin).href,

    async cleanUp() {
      let view = await call<CleanupView>('/api/cleanup', 'POST');
      for (let looks = 0; view.endedAt === undefined; looks += 1) {
        if (looks === LOOKS_AT_A_CLEANUP) throw new Error(`The cleanup ${view.id} does not end: ${view.statusUrl}.`);
        await sleep(lookEveryMs, undefined, { signal });
        view = await call<CleanupView>(`/api/cleanups/${view.id}`);
      }
      return view;
    },
  };
}

/** The message of a problem document, or the text as it is. */
function explain(text: string): string {
  try {
    const { title, detail, code } = JSON.parse(text) as Record<string, string | undefined>;
    return [detail ?? title, code && `(${code})`].filter(Boolean).join(' ') || text;
  } catch {
    return text.slice(0, 500);
  }
}
