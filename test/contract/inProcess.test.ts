import { OrchestrationRuntimeStatus, type OrchestrationContext } from 'durable-functions';
import { createTaskHub } from '../../local/host/durable/createTaskHub';
import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import { createInstances } from '../../src/functions/instances/createInstances';
import { MACHINE } from '../../src/services/machine';
import { loadRoutes } from '../../src/settings/routes/loadRoutes';
import { createRouteBook } from '../../src/settings/routes/routeBook';
import { createVirtualClock } from '../activities/copy/virtualClock';
import { FakeDurableClient } from '../helpers/fakeDurableClient';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';
import { fileOf, source, target } from '../settings/routesFile';
import { hubClient } from '../sim/app/hubClient';
import { createSimulatedMachine } from '../sim/app/simulatedMachine';
import { describeClockContract } from './clockContract';
import { describeInstancesContract } from './instancesContract';
import { describeRouteBookContract } from './routeBookContract';

describeInstancesContract('on the recorded answers of the durable client', async () => {
  const client = new FakeDurableClient();
  return {
    instances: createInstances(client, MACHINE),
    end: async (id) => void client.instances.set(id, { status: OrchestrationRuntimeStatus.Completed }),
    started: () => client.starts.map((start) => start.split(' ')[1] ?? ''),
    close: async () => undefined,
  };
});

describeInstancesContract('on a task hub in this process', async () => {
  const begun: string[] = [];
  const orchestrations = {
    *waits(context: OrchestrationContext) {
      yield context.df.callActivity('begin', context.df.instanceId);
      yield context.df.waitForExternalEvent('go');
    },
  };
  const activities = { begin: (id: never) => begun.push(id) };
  const invoker = createInProcessInvoker({ orchestrations, activities });
  const hub = createTaskHub(createVirtualPlatform(), { folder: '', storage: 'memory', invoker });
  await hub.open();
  return {
    instances: createInstances(hubClient(hub), MACHINE),
    async end(id) {
      await hub.raiseEvent(id, 'go', 'null');
      await hub.completion(id);
    },
    started: () => begun,
    close: async () => {
      await hub.idle();
      await hub.close();
    },
  };
});

describeClockContract('of the machine', () => ({ clock: MACHINE, run: (work) => work }));

describeClockContract('that jumps', () => createVirtualClock());

describeClockContract('of the simulation', () => {
  const platform = createVirtualPlatform({ jump: 'manual' });
  return {
    clock: createSimulatedMachine(platform),
    async run(work) {
      let ended = false;
      const end = (): void => void (ended = true);
      work.then(end, end);
      while (!ended) {
        platform.advanceToNext();
        await new Promise((resolve) => setImmediate(resolve));
      }
      return work;
    },
  };
});

describeRouteBookContract('of a routes file', () => {
  const text = fileOf({ prod: { source: source(), target: target() } });
  const readFile = async (): Promise<Uint8Array> => Buffer.from(text);
  return createRouteBook({ readFile, parse: loadRoutes, now: () => 0, maxAgeSeconds: 30 });
});
