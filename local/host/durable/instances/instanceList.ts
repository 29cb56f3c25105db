import type { InstanceStore, InstanceSummary } from './instanceStore';
import { statusDocument } from './statusDocument';
import { isFinal } from './instanceState';
import { toMilliseconds } from '../history/timestamps';
import type { InstanceFilter, InstanceStatus } from '../taskHub';

/** A status document up to this length is kept in memory for the next list. */
const SHORT_DOCUMENT = 4096;

function matchesFilter(summary: InstanceSummary, filter: InstanceFilter): boolean {
  const created = toMilliseconds(summary.createdTime);
  if (filter.createdTimeFrom && created < filter.createdTimeFrom.getTime()) return false;
  if (filter.createdTimeTo && created > filter.createdTimeTo.getTime()) return false;
  if (filter.runtimeStatus?.length && !filter.runtimeStatus.includes(summary.status)) return false;
  return summary.instanceId.startsWith(filter.instanceIdPrefix ?? '');
}

async function documentOf(store: InstanceStore, summary: InstanceSummary): Promise<InstanceStatus | undefined> {
  if (summary.document) return summary.document;
  const { instanceId } = summary;
  const state = await store.exclusive(instanceId, () => store.get(instanceId));
  if (!state) return undefined;
  const document = statusDocument(state);
  const current = store.summaries.get(instanceId);
  if (current && JSON.stringify(document).length <= SHORT_DOCUMENT) current.document = document;
  return document;
}

/** The instances that match, in the order of their ids, `top` at a time. The continuation token is the next id. */
export async function listInstances(
  store: InstanceStore,
  filter: InstanceFilter,
): Promise<{ instances: InstanceStatus[]; continuationToken?: string }> {
  const from = filter.continuationToken ? Buffer.from(filter.continuationToken, 'base64').toString('utf8') : '';
  const found = [...store.summaries.values()]
    .filter((summary) => summary.instanceId >= from && matchesFilter(summary, filter))
    .sort((a, b) => (a.instanceId < b.instanceId ? -1 : 1));
  const page = filter.top === undefined ? found : found.slice(0, filter.top);
  const instances: InstanceStatus[] = [];
  for (const summary of page) {
    const document = await documentOf(store, summary);
    if (document) instances.push(filter.showInput === false ? { ...document, input: null } : document);
  }
  const next = found[page.length];
  return next ? { instances, continuationToken: Buffer.from(next.instanceId).toString('base64') } : { instances };
}

/** The ids of finished instances that match. */
export function finishedInstances(store: InstanceStore, filter: InstanceFilter): string[] {
  return [...store.summaries.values()]
    .filter((summary) => !summary.isEntity && isFinal(summary.status) && matchesFilter(summary, filter))
    .map((summary) => summary.instanceId);
}
