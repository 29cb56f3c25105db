import { isFinal } from '../durable/instances/instanceState';
import { InstanceExistsError, type InstanceStatus } from '../durable/taskHub';
import { answerSized } from '../http/answerSized';
import { checkStatusBody } from './durableApiUrls';
import {
  answerException,
  answerUnknown,
  ARGUMENT_EXCEPTION,
  booleanParameter,
  INVALID_ARGUMENT,
  readJsonText,
  SOMETHING_WRONG,
  type DurableApiRequest,
} from './durableApiRequest';

/** `POST orchestrators/NAME[/ID][?timeout=…&pollingInterval=…]` */
export async function startInstance(context: DurableApiRequest): Promise<void> {
  const { request, response, app, hub, segments, url } = context;
  const [, name = '', instanceId] = segments;
  if (request.method !== 'POST' || segments.length > 3 || name === '') return answerUnknown(response);
  const text = await readJsonText(context);
  if (text === undefined) return;

  const exception = refusedId(instanceId);
  if (exception !== undefined) {
    return answerException(response, 400, { message: INVALID_ARGUMENT, exception, type: ARGUMENT_EXCEPTION });
  }
  // A function that does not exist is accepted too: the instance fails in its first turn.
  const orchestrator = app.find(name, 'orchestrationTrigger')?.name ?? name;
  const input = text !== '' ? text : context.rpc ? '""' : null;
  let id: string;
  try {
    id = await hub.start(orchestrator, {
      input: input === 'null' ? null : input,
      ...(instanceId ? { instanceId } : {}),
    });
  } catch (error) {
    return answerStartFailure(context, error);
  }
  const finished = url.searchParams.has('timeout') ? await waitUntilFinished(context, id) : undefined;
  if (!finished) return answerCheckStatus(context, id);
  const failed =
    finished.runtimeStatus === 'Failed' && booleanParameter(url, 'returnInternalServerErrorOnFailure', false);
  answerSized(response, failed ? 500 : 200, finished.runtimeStatus === 'Completed' ? finished.output : finished);
}

/** 202 with the management URLs of an instance. */
export function answerCheckStatus({ request, response, names }: DurableApiRequest, instanceId: string): void {
  const body = checkStatusBody(`http://${request.headers.host}`, names, instanceId);
  answerSized(response, 202, body, { location: body.statusQueryGetUri, 'retry-after': '10' });
}

/** An instance that is already active is a 500, as the extension has it. */
export function answerStartFailure({ response }: DurableApiRequest, error: unknown): void {
  if (!(error instanceof InstanceExistsError)) throw error;
  answerException(response, 500, {
    message: SOMETHING_WRONG,
    exception: error.message,
    type: 'DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException',
  });
}

function refusedId(instanceId: string | undefined): string | undefined {
  if (instanceId?.startsWith('@')) return "instanceId (Parameter 'Orchestration instance ids must not start with @.')";
  // eslint-disable-next-line no-control-regex
  if (/[/\\#?\u0000-\u001f\u007f-\u009f]/.test(instanceId ?? '')) {
    return "instanceId (Parameter 'Orchestration instance ids must not contain /, \\, #, ?, or control characters.')";
  }
  return undefined;
}

async function waitUntilFinished(
  { platform, hub, url }: DurableApiRequest,
  id: string,
): Promise<InstanceStatus | undefined> {
  const deadline = platform.now() + 1000 * Number(url.searchParams.get('timeout'));
  const interval = Math.max(0.1, Number(url.searchParams.get('pollingInterval') ?? 1)) * 1000;
  for (;;) {
    const status = await hub.status(id);
    if (status && isFinal(status.runtimeStatus)) return status;
    const left = deadline - platform.now();
    if (!(left > 0)) return undefined;
    const next = platform.now() + Math.min(interval, left);
    await new Promise<void>((resolve) => platform.callAt(next, resolve));
  }
}
