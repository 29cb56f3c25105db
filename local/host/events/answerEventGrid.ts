import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionApp, RegisteredFunction } from '../app/functionApp';
import type { InvocationData, InvokeFunction } from '../app/invokeFunction';
import { answerNothing } from '../http/answerRpcHttp';
import { readHostBody } from '../http/readHostBody';

interface ValidationEvent {
  data?: { validationCode?: string };
}

/** What Event Grid says that a request is, in lower case: the extension heeds no case here. */
const TYPES = ['subscriptionvalidation', 'notification', 'unsubscribe'];
/** Event Grid of each cloud, as it names itself when it asks to send CloudEvents; of anybody else the first is allowed. */
const ORIGINS = [
  'eventgrid.azure.net',
  'eventgrid.azure.us',
  'eventgrid.azure.eaglex.ic.gov',
  'eventgrid.azure.microsoft.scloud',
  'eventgrid.azure.cn',
];

/**
 * Answers `/runtime/webhooks/EventGrid?functionName=NAME` as the Event Grid extension does: the subscription's validation
 * handshake of either schema, one invocation per event, an answer once every handler has ended (202, or 500 when one threw).
 *
 * Source, beyond what was recorded: HttpRequestProcessor of Microsoft.Azure.WebJobs.Extensions.EventGrid.
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
  if (request.method === 'OPTIONS') {
    response.setHeader('webhook-allowed-origin', allowedOrigin(request.headers['webhook-request-origin']));
    return answerNothing(response, 200);
  }
  const type = String(request.headers['aeg-event-type']).toLowerCase();
  if (request.method !== 'POST' || !TYPES.includes(type)) return answerNothing(response, 400);
  if (type === 'unsubscribe') return answerNothing(response, 202);

  const events = parseEvents((await readHostBody(request)).toString('utf8'));
  if (!events) return answerNothing(response, 500);
  if (type === 'subscriptionvalidation') {
    const code = (events[0] as ValidationEvent | undefined)?.data?.validationCode;
    return answerText(response, 200, JSON.stringify({ validationResponse: code }));
  }

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

function allowedOrigin(asked: string | string[] | undefined): string {
  return ORIGINS.find((origin) => origin === asked) ?? 'eventgrid.azure.net';
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
