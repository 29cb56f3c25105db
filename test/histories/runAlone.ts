import { createTaskHub } from '../../local/host/durable/createTaskHub';
import type { DurableInvoker } from '../../local/host/durable/taskHub';
import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import { ORCHESTRATIONS } from '../../src/orchestrations/orchestrations';
import type { Stubs } from '../orchestrations/runTransfer';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';

/**
 * Runs one orchestration to its end, on a task hub of its own.
 *
 * Errors: what the task hub says of an orchestration that would wait for ever, as for an activity that there is no stub of.
 */
export async function runAlone(
  orchestration: string,
  { id, input, activities }: { id: string; input: object; activities: Stubs },
  wrap: (invoker: DurableInvoker) => DurableInvoker,
): Promise<void> {
  const invoker = createInProcessInvoker({
    orchestrations: ORCHESTRATIONS,
    activities: activities as Record<string, (input: never) => unknown>,
  });
  let giveUp!: (message: string) => void;
  const stuck = new Promise<never>((_, reject) => (giveUp = (message) => reject(new Error(message))));
  const log = (message: string): void => giveUp(message);
  const hub = createTaskHub(createVirtualPlatform(), { folder: '', storage: 'memory', invoker: wrap(invoker), log });
  await hub.open();
  await hub.start(orchestration, { instanceId: id, input: JSON.stringify(input) });
  await Promise.race([hub.completion(id), stuck]);
  await hub.close();
}
