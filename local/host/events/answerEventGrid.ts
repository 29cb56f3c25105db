import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionApp, RegisteredFunction } from '../app/functionApp';
import type { InvocationData, InvokeFunction } from '../app/invokeFunction';
import { answerNothing } from '../http/answerRpcHttp';
import { readHostBody } from '../http/readHostBody';

interface ValidationEvent {
  data?: { validationCode?: string };
}

/**
 * Answers `/runtime/webhooks/EventGrid?functionName=NAME` as the Event Grid extension does: the subscription's validation
 * handshake, one invocation per event, an answer once every handler has ended (202, or 500 when one threw).
 */
export async function answerEventGrid(
  context: { app: FunctionApp; invoke: InvokeFunction },
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const name = url.searchParams.get('functionName') ?? '';
  const entry = context.app.find(name, 'eventGridTrigger');
  // Here, and only here, the extension heeds letter case.
  if (entry?.name !== name) return answerText(response, 404, `cannot find function: '${name}'`);
  if (request.method === 'OPTIONS') return answerNothing(response, 200);
  const type = request.headers['aeg-event-type'];
  if (request.method !== 'POST' || typeof type !== 'string') return answerNothing(response, 400);
  if (type === 'Unsubscribe') return answerNothing(response, 202);

  const events = parseEvents((await readHostBody(request)).toString('utf8'));
  if (!events) return answerNothing(response, 500);
  if (type === 'SubscriptionValidation') {
    const code = (events[0] as ValidationEvent | undefined)?.data?.validationCode;
    return answerText(response, 200, JSON.stringify({ validationResponse: code }));
  }
  if (type !== 'Notification') return answerNothing(response, 400);

  const outcomes = await Promise.allSettled(events.map((event) => context.invoke(entry, eventData(entry, event))));
  if (outcomes.every((outcome) => outcome.status === 'fulfilled')) return answerNothing(response, 202);
  answerText(response, 500, `Exception while executing function: Functions.${entry.name}`);
}

/** What one event's invocation carries; `event` is the event as it was sent. */
export function eventData(entry: RegisteredFunction, event: unknown): InvocationData {
  const data = (event as { data?: unknown } | null)?.data;
  return {
    inputs: [{ name: entry.trigger.name, data: { json: JSON.stringify(event) } }],
    triggerMetadata: data === undefined ? {} : { data: { json: JSON.stringify(data) } },
  };
}

function parseEvents(text: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : [parsed];
  } catch {
    return undefined;
  }
}

function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
  });
  response.end(text);
}
