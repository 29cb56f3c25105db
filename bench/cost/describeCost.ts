import { markdownTable } from '../measure/table';
import type { Requests, StorageRequests } from './countRequests';

/** What was measured under a name. */
export interface Measured {
  name: string;
  requests: Requests;
}

/** The results in Markdown: one column for each thing that was measured. */
export function describeCost(measured: readonly Measured[]): string {
  const row = (name: string, of: (requests: Requests) => number): string[] => [
    name,
    ...measured.map(({ requests }) => of(requests).toLocaleString('en')),
  ];
  const storage = (name: string, of: (requests: Requests) => StorageRequests): string[][] => [
    row(`${name}: writes`, (requests) => of(requests).writes),
    row(`${name}: lists`, (requests) => of(requests).lists),
    row(`${name}: reads`, (requests) => of(requests).reads),
    row(`${name}: deletions`, (requests) => of(requests).deletes),
  ];
  return markdownTable(
    ['requests', ...measured.map(({ name }) => name)],
    [
      row('Resource Manager', ({ resourceManager }) => resourceManager),
      row('source registry', ({ sourceRegistry }) => sourceRegistry),
      row('target registry', ({ targetRegistry }) => targetRegistry),
      ...storage('state', ({ state }) => state),
      ...storage('source storage', ({ source }) => source),
      ...storage('target storage', ({ target }) => target),
      row('tokens of the managed identity', ({ tokens }) => tokens),
      row('function executions', ({ executions }) => executions),
    ],
  );
}
