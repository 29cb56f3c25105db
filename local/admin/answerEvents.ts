import { z } from 'zod';
import { describe } from '../../src/domain/validation/describe';
import { validate } from '../../src/domain/validation/validate';
import { QUERY } from '../../src/domain/validation/wording';
import type { Delivery } from '../eventGrid/delivery';
import { eventTimeOf } from '../eventGrid/event';
import type { EventGrid } from '../eventGrid/startEventGrid';
import { AdminInputError } from './adminInputError';
import type { AdminAnswer, AdminRequest } from './adminRequest';

/** Entries of the log that are shown at once. */
const MOST_SHOWN = 1_000;
/** Source: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules, Microsoft.EventGrid. */
const NAME = /^[a-z0-9-]{3,64}$/i;

const filter = z.string().exactOptional();
const filterSchema = z.strictObject({ eventType: filter, subject: filter });

/**
 * Answers `/admin/events…`; undefined for what is not there.
 *
 * @param path what stands after `/admin/events`
 * @throws AdminInputError when something that was sent cannot be used.
 */
export async function answerEvents(
  eventGrid: EventGrid,
  { method, query, body }: Pick<AdminRequest, 'method' | 'query' | 'body'>,
  path: readonly string[],
): Promise<AdminAnswer | undefined> {
  const [resource = '', name] = path;
  if (path.length > (resource === 'subscriptions' ? 2 : 1)) return undefined;
  switch (`${method} ${resource}`) {
    case 'GET ':
      return { status: 200, body: describeEvents(eventGrid, query) };
    case 'DELETE ':
      eventGrid.log.clear();
      eventGrid.deadLetters.clear();
      return { status: 200, body: { total: 0 } };
    case 'GET dead-letters':
      return { status: 200, body: eventGrid.deadLetters.list() };
    case 'PUT settings':
      eventGrid.changeSettings(body);
      return { status: 200, body: eventGrid.settings };
    case 'GET settings':
      return { status: 200, body: eventGrid.settings };
    case 'PUT subscriptions':
      await eventGrid.subscribe(requireName(name), body);
      return answerSubscription(eventGrid, name);
    case 'GET subscriptions':
      return name === undefined
        ? { status: 200, body: eventGrid.subscriptions() }
        : answerSubscription(eventGrid, name);
    case 'DELETE subscriptions':
      return { status: 200, body: { removed: (await eventGrid.unsubscribe(requireName(name))) ? 1 : 0 } };
    default:
      return undefined;
  }
}

function requireName(name: string | undefined): string {
  if (name !== undefined && NAME.test(name)) return name;
  throw new AdminInputError([
    { path: 'name', problem: describe(name), expected: '3 to 64 letters, digits and hyphens' },
  ]);
}

function answerSubscription(eventGrid: EventGrid, name: string | undefined): AdminAnswer {
  const found = eventGrid.subscriptions().find((subscription) => subscription.name === name);
  if (found) return { status: 200, body: found };
  const message = `There is no event subscription "${name}". Make it with PUT /admin/events/subscriptions/${name}.`;
  return { status: 404, body: { error: { message } } };
}

function describeEvents({ log }: EventGrid, query: URLSearchParams): unknown {
  const checked = validate(filterSchema, Object.fromEntries(query), { at: ['query'], wording: QUERY });
  if ('mistakes' in checked) throw new AdminInputError(checked.mistakes);
  const found = log.list(checked.value);
  const deliveries = { waiting: 0, delivered: 0, deadLettered: 0, dropped: 0 };
  for (const { state } of found.flatMap((entry) => entry.deliveries)) deliveries[state] += 1;
  const events = found.slice(-MOST_SHOWN).map((entry) => ({
    event: entry.event,
    deliveries: entry.deliveries.map(describeDelivery),
  }));
  return { total: found.length, deliveries, events };
}

function describeDelivery({ subscription, state, attempts, dueAt, lastOutcome }: Delivery): unknown {
  const next = state === 'waiting' ? { dueAt: eventTimeOf(dueAt) } : {};
  return { subscription, state, attempts, ...next, ...(lastOutcome === undefined ? {} : { lastOutcome }) };
}
