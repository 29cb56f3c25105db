import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What a command of docs/triggers.md says of an event subscription. */
export interface DocumentedSubscription {
  eventTypes: string[];
  advancedFilters: { operatorType: string; key: string; values: string[] }[];
  retryPolicy: { maxDeliveryAttempts: number; eventTimeToLiveInMinutes: number };
}

/**
 * Reads the command `az eventgrid event-subscription create --name <name>`.
 *
 * @throws Error where there is none
 */
export function documentedSubscription(name: string): DocumentedSubscription {
  const page = readFileSync(path.join(__dirname, '../../../docs/triggers.md'), 'utf8').replaceAll(/\\\n\s*/g, '');
  const command = page
    .split('\n')
    .find((line) => line.startsWith(`az eventgrid event-subscription create --name ${name} `));
  if (command === undefined) throw new Error(`docs/triggers.md has no command for ${name}.`);
  const options = command.split(/ --(?=[a-z])/).map((option) => option.trim().split(/\s+/));
  const valuesOf = (option: string): string[][] =>
    options.filter(([found]) => found === option).map(([, ...values]) => values);
  return {
    eventTypes: valuesOf('included-event-types').flat(),
    advancedFilters: valuesOf('advanced-filter').map(([key = '', operatorType = '', ...values]) => ({
      ...{ operatorType, key, values },
    })),
    retryPolicy: {
      maxDeliveryAttempts: Number(valuesOf('max-delivery-attempts')[0]?.[0]),
      eventTimeToLiveInMinutes: Number(valuesOf('event-ttl')[0]?.[0]),
    },
  };
}
