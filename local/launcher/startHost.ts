import { findCoreTools } from './findCoreTools';
import { startBuiltInHost } from './startBuiltInHost';
import { startCoreTools } from './startCoreTools';
import type { StartedHost, StartHostOptions } from './startedHost';

/**
 * Starts a Functions host and waits until it answers.
 *
 * @throws Error with the end of the host's output when it does not come up; when Core Tools are demanded and absent.
 */
export async function startHost(options: StartHostOptions): Promise<StartedHost> {
  const { prefer = 'auto' } = options;
  const func = prefer === 'built-in' ? undefined : findCoreTools(process.env);
  if (func) return startCoreTools(func, options);
  if (prefer === 'core-tools') {
    throw new Error('Azure Functions Core Tools: "func" is not on the PATH. Install them, or use the built-in host.');
  }
  return startBuiltInHost(options);
}
