import type { Platform } from '../../platform';
import type { HostLog } from '../hostLog';
import type { CoreInvocationContext, InvocationResponse, LogCategory, LogLevel, TypedData } from './coreTypes';
import type { FunctionApp, RegisteredFunction } from './functionApp';

/** The value of one input binding. */
export interface BindingValue {
  name: string;
  data: TypedData;
}

/** What one invocation carries: the trigger's value under its binding's name, and the trigger's metadata. */
export interface InvocationData {
  inputs: BindingValue[];
  triggerMetadata: Record<string, TypedData>;
}

/** Runs one function of the app through the programming model. */
export type InvokeFunction = (entry: RegisteredFunction, data: InvocationData) => Promise<InvocationResponse>;

/**
 * Answers a function that invokes as the worker does: arguments, preInvocation hooks, the handler, postInvocation hooks, response.
 *
 * It rejects with what the handler, a hook or the conversion of the result threw (always an Error), and has logged it.
 *
 * @param extraInputs gives the values of a function's bindings besides its trigger
 */
export function createInvoker(
  platform: Platform,
  app: FunctionApp,
  log: HostLog,
  extraInputs: (entry: RegisteredFunction) => BindingValue[],
): InvokeFunction {
  return async (entry, data) => {
    try {
      return await invoke(platform.newId(), app, log, entry, {
        ...data,
        inputs: [...data.inputs, ...extraInputs(entry)],
      });
    } catch (thrown) {
      const error = toError(thrown);
      log.writeFunction('error', entry.name, `failed: ${describe(error)}`);
      throw error;
    }
  };
}

async function invoke(
  invocationId: string,
  app: FunctionApp,
  log: HostLog,
  entry: RegisteredFunction,
  data: InvocationData,
) {
  if (!app.programmingModel) throw new Error('The app set no programming model. Import "@azure/functions" in it.');
  const core = createCoreContext(invocationId, app, log, entry, data);
  const model = app.programmingModel.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  const common = { hookData: {}, appHookData: app.appHookData, invocationContext: context };

  const before = { ...common, functionCallback: entry.callback, inputs };
  core.state = 'preInvocationHooks';
  await app.runHooks('preInvocation', before);

  const after = { ...common, inputs: before.inputs, result: null as unknown, error: null as unknown };
  core.state = 'invocation';
  try {
    after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error ?? new Error('Unknown error');
  }
  core.state = 'postInvocationHooks';
  await app.runHooks('postInvocation', after);
  core.state = undefined;

  if (after.error !== null && after.error !== undefined) throw after.error;
  return model.getResponse(context, after.result);
}

function createCoreContext(
  invocationId: string,
  app: FunctionApp,
  log: HostLog,
  entry: RegisteredFunction,
  data: InvocationData,
): CoreInvocationContext {
  return {
    invocationId,
    metadata: entry.metadata,
    request: {
      invocationId,
      inputData: data.inputs,
      triggerMetadata: data.triggerMetadata,
      traceContext: { traceParent: '', traceState: '', attributes: {} },
      retryContext: null,
    },
    log: (level, category, message) => writeLog(app, log, entry.name, level, category, message),
  };
}

/** `log` hooks may change level and message, as the worker lets them. */
function writeLog(
  app: FunctionApp,
  log: HostLog,
  name: string,
  level: LogLevel,
  category: LogCategory,
  message: string,
): void {
  const entry = { hookData: {}, appHookData: app.appHookData, level, message, category };
  for (const hook of app.hooks('log')) hook(entry);
  log.writeFunction(entry.level, name, entry.message);
}

/** A failing orchestrator throws its whole answer, inputs and outputs included: only what stands before it is logged. */
function describe(error: Error): string {
  const text = error.stack ?? error.message;
  const answer = text.indexOf('$OutOfProcData$');
  if (answer < 0) return text;
  const message = /"error":"((?:[^"\\]|\\.)*)"/.exec(text.slice(answer))?.[1];
  return message ?? 'the orchestrator threw';
}

/** What the worker makes of something thrown that is no Error. */
function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  if (thrown === undefined || thrown === null) return new Error('Unknown error');
  return new Error(typeof thrown === 'object' ? JSON.stringify(thrown) : String(thrown));
}
