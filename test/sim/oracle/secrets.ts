import { MARKER } from '../azure/serviceSays';
import type { Outcome } from '../simulate';

/** Every secret of a day, and every text of a service that holds one, carries a marker: nothing that is kept may. */
export function noSecretIsStored({ azure, journals, logs, views }: Outcome): string[] {
  const { records, batches, reports, states } = azure.transfers;
  const { pages } = azure.pages;
  const kept: Record<string, Iterable<unknown>> = {
    'the task hub': journals.values(),
    'the log': logs,
    'what the API shows': views,
    records: records.values(),
    'results of batches': batches.values(),
    pages: pages.values(),
    reports: reports.values(),
    'the index': states.values(),
    manifests: azure.storage.documents.values(),
  };
  return Object.entries(kept)
    .filter(([, texts]) => [...texts].some((text) => JSON.stringify(text)?.includes(MARKER)))
    .map(([where]) => `${where} holds one`);
}
