import * as df from 'durable-functions';
import type { OrchestrationContext } from 'durable-functions';
import { createTaskHub } from '../../../../local/host/durable/createTaskHub';
import { createVirtualPlatform } from '../../../../local/host/virtualPlatform';
import { createInProcessInvoker, type InProcessApp } from './inProcessInvoker';
import { createRecordedJournals, type JournalChange } from './journals/recordedJournals';

const APP: InProcessApp = {
  orchestrations: {
    *main(context: OrchestrationContext) {
      const round = context.df.getInput<number>()!;
      yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 5000));
      yield context.df.Task.all([
        context.df.callActivity('double', 1),
        context.df.callActivity('double', 2),
        context.df.callSubOrchestrator('child', round),
      ]);
      yield context.df.callEntity(new df.EntityId('relay', 'a'), 'pass', round);
      if (round < 2) context.df.continueAsNew(round + 1);
    },
    *child(context: OrchestrationContext) {
      return yield context.df.callActivity('double', 3);
    },
  },
  activities: { double: (value: number) => value * 2 },
  entities: {
    relay(context) {
      if (context.df.entityKey === 'a') context.df.signalEntity(new df.EntityId('relay', 'b'), 'pass');
    },
  },
};

async function journalsUnder(seed: number): Promise<JournalChange[]> {
  const { journals, changes } = createRecordedJournals();
  const options = { folder: '', storage: journals, invoker: createInProcessInvoker(APP) };
  const hub = createTaskHub(createVirtualPlatform({ seed }), options);
  await hub.open();
  const id = await hub.start('main', { input: '1' });
  await hub.completion(id);
  await hub.signalEntity('@relay@a', 'pass', null);
  await hub.idle();
  await hub.close();
  return changes;
}

describe('the ids and times that a task hub makes', () => {
  it('follow from its platform', async () => {
    const journals = await journalsUnder(7);
    expect(journals.length).toBeGreaterThan(30);
    expect(await journalsUnder(7)).toEqual(journals);
    expect(await journalsUnder(8)).not.toEqual(journals);
  });
});
