import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Delivery } from '../../../local/eventGrid/delivery';
import { type DeliveryJournal, openDeliveryJournal } from '../../../local/eventGrid/deliveryJournal';
import { createEvent } from '../../../local/eventGrid/event';
import { fixedPlatform } from '../testPlatform';

describe('delivery journal', () => {
  let folder: string;
  let journal: DeliveryJournal;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'journal '));
    journal = await openDeliveryJournal(folder);
  });
  afterEach(async () => {
    await journal.close();
    await rm(folder, { recursive: true });
  });

  const file = () => path.join(folder, 'deliveries.jsonl');
  const event = createEvent(fixedPlatform(0), { topic: '/t', subject: 's', eventType: 'e', data: {} });
  const delivery = (id: string): Delivery => ({
    ...{ id, subscription: 'one', event, state: 'waiting', attempts: 0, publishedAt: 1, dueAt: 2 },
  });
  const reopen = async () => {
    await journal.close();
    journal = await openDeliveryJournal(folder);
    return journal.found;
  };

  it('finds what was added and has not ended, as it was noted last', async () => {
    const [first, second] = [delivery('1'), delivery('2')];
    await journal.add([first, second]);
    journal.end([first]);
    journal.note({ ...second, attempts: 3, dueAt: 99, lastAttemptAt: 50, lastOutcome: 'answered 500' });
    expect(await reopen()).toEqual([
      { ...second, attempts: 3, dueAt: 99, lastAttemptAt: 50, lastOutcome: 'answered 500' },
    ]);
  });

  it('is on disk when adding resolves, whatever else is written at once', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, index) => journal.add([delivery(String(index))])));
    const lines = (await readFile(file(), 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(200);
  });

  it('ignores half a line that a crash left', async () => {
    await journal.add([delivery('1')]);
    await journal.close();
    await appendFile(file(), '{"end":"1');
    expect(await reopen()).toMatchObject([{ id: '1' }]);
  });

  it('does not grow for ever', async () => {
    await journal.add([delivery('stays')]);
    for (let round = 0; round < 5; round++) {
      for (let time = 0; time < 2_500; time++) journal.note({ ...delivery('stays'), attempts: time });
      await journal.add([delivery(`round ${round}`)]);
    }
    await journal.close();
    expect((await readFile(file(), 'utf8')).split('\n').length).toBeLessThan(10_000);
    expect(await reopen()).toHaveLength(6);
  });
});
