import { inspect } from 'node:util';

/** Frames of the host's own code that a failed activity's details end with. */
const INVOKER_FRAMES = [
  '   at Microsoft.Azure.WebJobs.Script.Description.WorkerFunctionInvoker.InvokeCore(Object[] parameters, FunctionInvocationContext context) in WorkerFunctionInvoker.cs:line 101',
  '   at Microsoft.Azure.WebJobs.Script.Description.FunctionInvokerBase.Invoke(Object[] parameters) in FunctionInvokerBase.cs:line 82',
  '   at Microsoft.Azure.WebJobs.Script.Description.FunctionGenerator.Coerce[T](Task`1 src) in FunctionGenerator.cs:line 225',
].join('\n');

const ORCHESTRATION_FRAMES = [
  '   at System.Threading.Tasks.Task.ThrowIfExceptional(Boolean includeTaskCanceledExceptions)',
  '   at Microsoft.Azure.WebJobs.Extensions.DurableTask.TaskOrchestrationShim.InvokeUserCodeAndHandleResults(RegisteredFunctionInfo orchestratorInfo, OrchestrationContext innerContext) in TaskOrchestrationShim.cs:line 148',
].join('\n');

const HRESULT = -2146233088;

function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const error = new Error(typeof thrown === 'string' ? thrown : inspect(thrown));
  error.stack = `Error: ${error.message}`;
  return error;
}

/** `Reason` and `Details` of the TaskFailed event for what an activity threw: a serialized .NET exception around the JS stack. */
export function activityFailure(name: string, thrown: unknown): { Reason: string; Details: string } {
  const error = asError(thrown);
  const stack = error.stack ?? '';
  const details = {
    $type: 'System.Exception, System.Private.CoreLib',
    ClassName: 'System.Exception',
    Message: ` ${error.message}`,
    Data: null,
    InnerException: {
      $type: 'Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException, Microsoft.Azure.WebJobs.Script',
      IsUserException: false,
      RemoteStackTrace: stack,
      RemoteMessage: error.message,
      RemoteTypeName: null,
      Message: `Result: Failure\nException: ${error.message}\nStack: ${stack}`,
      Data: { $type: 'System.Collections.ListDictionaryInternal, System.Private.CoreLib' },
      InnerException: null,
      HelpLink: null,
      Source: 'System.Private.CoreLib',
      HResult: HRESULT,
      StackTrace: INVOKER_FRAMES,
    },
    HelpURL: null,
    StackTraceString: null,
    RemoteStackTraceString: null,
    RemoteStackIndex: 0,
    ExceptionMethod: null,
    HResult: HRESULT,
    Source: null,
    WatsonBuckets: null,
  };
  return { Reason: `Activity function '${name}' failed:  ${error.message}`, Details: JSON.stringify(details) };
}

/** The output of an orchestration that failed with this error. */
export function orchestrationFailure(name: string, message: string): string {
  return `Orchestrator function '${name}' failed: ${message}`;
}

/** `Details` of the event that tells a parent of its child's failure. */
export function childFailureDetails(message: string): string {
  return `Message: ${message}, StackTrace: ${ORCHESTRATION_FRAMES}`;
}
