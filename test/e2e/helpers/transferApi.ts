import type { TransferReport } from '../../../src/domain/report/report';
import type { ArtifactList } from '../../../src/functions/http/schemas/artifactList';
import type { PlanView } from '../../../src/functions/http/schemas/planView';
import type { Problem } from '../../../src/functions/http/schemas/problem';
import type { TransferList } from '../../../src/functions/http/schemas/transferList';
import type { TransferView } from '../../../src/functions/http/schemas/transferView';
import { type Answer, request } from './request';
import { until } from './until';

/** The app's API as any HTTP client uses it. */
export interface TransferApi {
  post(body: unknown, headers?: Record<string, string>): Promise<Answer<TransferView & Problem>>;
  /** POST that must be accepted. @param options.key the Idempotency-Key. */
  start(artifacts: string[], options?: { route?: string; key?: string }): Promise<TransferView>;
  /** POST of a selection that must be accepted. */
  select(body: object): Promise<TransferView>;
  plan(id: string, query?: string): Promise<Answer<PlanView & Problem>>;
  artifacts(id: string, query?: string, headers?: Record<string, string>): Promise<Answer<ArtifactList & Problem>>;
  retry(id: string): Promise<Answer<TransferView & Problem>>;
  get(id: string): Promise<Answer<TransferView & Problem>>;
  cancel(id: string): Promise<Answer<TransferView & Problem>>;
  list(query?: string): Promise<Answer<TransferList & Problem>>;
  /** Waits until a transfer has ended, for a minute unless told, and answers its report. */
  reportOf(id: string, withinMs?: number): Promise<TransferReport>;
  /** Waits until a transfer looks like that. */
  until(id: string, what: string, condition: (view: TransferView) => boolean, withinMs?: number): Promise<TransferView>;
}

const ENDS_WITHIN_MS = 60_000;

/** @param defaultRoute the route of transfers that name none. */
export function connectTransferApi(origin: string, defaultRoute: string): TransferApi {
  const call = <T>(method: string, resource: string, body?: unknown, headers?: Record<string, string>) =>
    request<T & Problem>(`${origin}/api/${resource}`, { method, ...(headers && { headers }), body });
  const get = (id: string) => call<TransferView>('GET', `transfers/${id}`);
  const post = (body: unknown, headers?: Record<string, string>) =>
    call<TransferView>('POST', 'transfers', body, headers);
  const waitFor: TransferApi['until'] = (id, what, condition, withinMs = ENDS_WITHIN_MS) =>
    until(
      async () => {
        const { status, json, text } = await get(id);
        if (status > 202 || !json) throw new Error(`GET ${id} answered ${status}: ${text}`);
        return condition(json) && json;
      },
      { timeoutMs: withinMs, what: `${id}: ${what}` },
    );
  return {
    post,
    get,
    until: waitFor,
    start: async (artifacts, { route = defaultRoute, key } = {}) => {
      const answer = await post({ route, artifacts }, key === undefined ? {} : { 'idempotency-key': key });
      if (answer.status !== 202 || !answer.json) throw new Error(`POST answered ${answer.status}: ${answer.text}`);
      return answer.json;
    },
    select: async (body) => {
      const answer = await post({ route: defaultRoute, ...body });
      if (answer.status !== 202 || !answer.json) throw new Error(`POST answered ${answer.status}: ${answer.text}`);
      return answer.json;
    },
    plan: (id, query = '') => call('GET', `transfers/${id}/plan${query}`),
    artifacts: (id, query = '', headers = {}) => call('GET', `transfers/${id}/artifacts${query}`, undefined, headers),
    retry: (id) => call('POST', `transfers/${id}/retry`),
    cancel: (id) => call('POST', `transfers/${id}/cancel`),
    list: (query = '') => call('GET', `transfers${query}`),
    reportOf: async (id, withinMs) => {
      const { report } = await waitFor(id, 'an end', (view) => view.report !== undefined, withinMs);
      return report as TransferReport;
    },
  };
}
