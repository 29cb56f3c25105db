import type { RegisteredFunction } from '../app/functionApp';
import type { BindingValue } from '../app/invokeFunction';

/** Names that stand in every management URL of a host. */
export interface DurableApiNames {
  taskHubName: string;
  connectionName: string;
  /** The durable extension's system key: part of every URL, accepted and not asked for. */
  key: string;
}

export const WEBHOOK_PATH = '/runtime/webhooks/durabletask';
export const RPC_PATH = '/durabletask';

/** The URLs of one instance. `origin` is the host's, without a slash at the end; `id` is put in as it is. */
function instanceUrls(origin: string, names: DurableApiNames, id: string) {
  const base = `${origin}${WEBHOOK_PATH}/instances/${id}`;
  const query = `taskHub=${names.taskHubName}&connection=${names.connectionName}&code=${names.key}`;
  return {
    statusQueryGetUri: `${base}?${query}`,
    sendEventPostUri: `${base}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: `${base}/terminate?reason={text}&${query}`,
    purgeHistoryDeleteUri: `${base}?${query}`,
    restartPostUri: `${base}/restart?${query}`,
    suspendPostUri: `${base}/suspend?reason={text}&${query}`,
    resumePostUri: `${base}/resume?reason={text}&${query}`,
  };
}

/** The body of a start's answer: unlike the client binding's payload it has no rewind URL. */
export function checkStatusBody(origin: string, names: DurableApiNames, instanceId: string) {
  const encoded = encodeURIComponent(instanceId).replace(/%20/g, '+');
  return { id: instanceId, ...instanceUrls(origin, names, encoded) };
}

/** The values of a function's durable client bindings. */
export function durableClientInputs(entry: RegisteredFunction, origin: string, names: DurableApiNames): BindingValue[] {
  return Object.entries(entry.metadata.bindings)
    .filter(([, binding]) => binding.type.toLowerCase() === 'durableclient')
    .map(([name]) => ({ name, data: { string: clientPayload(origin, names) } }));
}

/** What the durable client's input binding hands to a function, as JSON text. */
function clientPayload(origin: string, names: DurableApiNames): string {
  const start = `${origin}${WEBHOOK_PATH}/orchestrators/{functionName}[/{instanceId}]`;
  const code = `code=${names.key}`;
  const { terminatePostUri, ...urls } = instanceUrls(origin, names, 'INSTANCEID');
  return JSON.stringify({
    taskHubName: names.taskHubName,
    connectionName: null,
    creationUrls: {
      createNewInstancePostUri: `${start}?${code}`,
      createAndWaitOnNewInstancePostUri: `${start}?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&${code}`,
    },
    managementUrls: {
      id: 'INSTANCEID',
      ...urls,
      terminatePostUri,
      rewindPostUri: terminatePostUri.replace('/terminate?', '/rewind?'),
    },
    baseUrl: `${origin}${WEBHOOK_PATH}`,
    requiredQueryStringParameters: code,
    rpcBaseUrl: `${origin}${RPC_PATH}/`,
  });
}
