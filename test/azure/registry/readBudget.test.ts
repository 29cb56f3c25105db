import { ServiceRefusedError, ServiceUnavailableError, type FerryError } from '../../../src/domain/failures/errors';
import { budgetReads } from '../../../src/azure/registry/budgetReads';
import { createReadBudget } from '../../../src/azure/registry/readBudget';
import type { RouteEnd } from '../../../src/domain/route';
import { createVirtualClock } from '../../activities/copy/virtualClock';
import { digestOf, FakeRegistries } from '../../helpers/fakeRegistries';
import { SOURCE, TARGET } from '../../helpers/route';

const MINUTE_MS = 60_000;

/** A budget on a clock of its own, and when each read began. */
function begin(readsPerMinute: number) {
  const { clock, run } = createVirtualClock();
  const budget = createReadBudget(readsPerMinute, clock);
  const begun: number[] = [];
  let [underWay, mostUnderWay] = [0, 0];
  const read = (end: RouteEnd = SOURCE, milliseconds = 100, ends = async (): Promise<string> => 'read') =>
    budget.read(end, async () => {
      begun.push(clock.now());
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      await clock.wait(milliseconds, new AbortController().signal);
      underWay -= 1;
      return ends();
    });
  const pass = (milliseconds: number) => run(clock.wait(milliseconds, new AbortController().signal));
  return { clock, run, pass, read, begun, mostUnderWay: () => mostUnderWay };
}

const throttled = async (): Promise<never> => {
  throw new ServiceUnavailableError('read x', { words: '429', retryAfterSeconds: 20 });
};

/** What became of reads that may fail. */
async function endings(reads: Promise<string>[]): Promise<(string | FerryError)[]> {
  return Promise.all(reads.map((each) => each.catch((error: FerryError) => error)));
}

describe('a budget', () => {
  it('lets no minute have more reads than it says, from its first minute on', async () => {
    const { run, read, begun } = begin(610);
    for (let round = 0; round < 100; round += 1) await run(Promise.all(Array.from({ length: 20 }, () => read())));
    expect(begun).toHaveLength(2_000);
    for (const from of [0, ...begun]) {
      expect(begun.filter((at) => at >= from && at < from + MINUTE_MS).length).toBeLessThanOrEqual(610);
    }
    // And it is used: 2,000 reads take little more than their time.
    expect(begun.at(-1)).toBeLessThan((2_000 / 610) * MINUTE_MS * 1.02);
  });

  it('saves a second up, however long nobody reads, and no minute has more for it', async () => {
    // Prepare
    const { clock, run, read, begun, pass } = begin(610);
    await run(read());
    await pass(60 * MINUTE_MS);
    const now = clock.now();

    // Act
    for (let round = 0; round < 200; round += 1)
      await run(Promise.all(Array.from({ length: 8 }, () => read(SOURCE, 0))));

    // Assess
    const atOnce = begun.filter((at) => at === now);
    expect(atOnce).toHaveLength(11);
    expect((begun[12] ?? 0) - now).toBe(100);
    for (const from of begun) {
      expect(begun.filter((at) => at >= from && at < from + MINUTE_MS).length).toBeLessThanOrEqual(610);
    }
    expect(begun.filter((at) => at >= now && at < now + MINUTE_MS)).toHaveLength(610);
  });

  it('has nothing to spend when it begins', async () => {
    const { run, read, begun } = begin(610);
    await run(read());
    expect(begun).toEqual([100]);
  });

  it('lets eight reads be under way at once, in the order in which they were asked for', async () => {
    const { run, mostUnderWay, read } = begin(60_000);
    const ended: number[] = [];
    const each = (index: number): Promise<unknown> => read(SOURCE, 500).then(() => ended.push(index));
    await run(Promise.all(Array.from({ length: 30 }, (_, index) => each(index))));
    expect(mostUnderWay()).toBe(8);
    expect(ended).toEqual(Array.from({ length: 30 }, (_, index) => index));
  });

  it('is one for a registry, however its id is written, and another one for another', async () => {
    const { run, read, begun } = begin(610);
    const other = { ...SOURCE, registryId: SOURCE.registryId.toUpperCase(), pipeline: 'other' };
    await run(Promise.all([read(SOURCE), read(other), read(TARGET)]));
    expect(begun).toEqual([100, 100, 200]);
  });

  it('is spent for whoever would wait longer than half a minute; whoever waits less gets a turn', async () => {
    // Prepare
    const { run, read } = begin(100);
    const reads = Array.from({ length: 100 }, () => read(SOURCE, 5_000));

    // Act
    const ended = await run(endings(reads));

    // Assess
    const spent = ended.filter((each) => each !== 'read');
    expect(spent.length).toBeGreaterThan(20);
    expect(spent.length).toBeLessThan(70);
    expect(ended.slice(0, 30)).toEqual(Array(30).fill('read'));
    for (const error of spent) {
      expect(error).toMatchObject({ code: 'read_budget_spent', transient: true });
      expect((error as FerryError).retryAfterSeconds).toBeGreaterThan(0);
    }
    expect(await run(read())).toBe('read');
  });

  it('keeps no place for a read that is never answered', async () => {
    // Prepare
    const { run, read, begun, pass } = begin(60_000);
    const unanswered = (): Promise<never> => new Promise(() => undefined);
    for (let lost = 0; lost < 8; lost += 1) void read(SOURCE, 0, unanswered);

    // Act
    const soon = await run(endings([read()]));
    await pass(3 * MINUTE_MS);
    const later = await run(endings([read()]));

    // Assess
    expect(soon).toMatchObject([{ code: 'read_budget_spent' }]);
    expect(later).toEqual(['read']);
    expect(begun).toHaveLength(9);
  });
});

describe('a registry that asks to be left alone', () => {
  it('is: no read begins before that, and all are done after it', async () => {
    const { run, read, begun } = begin(610);
    const ended = await run(endings([read(SOURCE, 100, throttled), ...Array.from({ length: 20 }, () => read())]));
    expect(ended.filter((each) => each === 'read')).toHaveLength(20);
    // It asked for 20 s when 200 ms were over.
    expect(begun.filter((at) => at < 20_200)).toEqual([100]);
    expect(begun).toHaveLength(21);
  });

  it('longer than an activity should wait: whoever would read is told how long, at once, and asks nothing', async () => {
    // Prepare
    const { clock, run, read, begun } = begin(610);
    const longer = async (): Promise<never> => {
      throw new ServiceUnavailableError('read x', { words: '429', retryAfterSeconds: 300 });
    };
    await run(endings([read(SOURCE, 0, longer)]));
    const asked = begun.length;

    // Act
    const ended = await run(endings(Array.from({ length: 20 }, () => read())));

    // Assess
    expect(clock.now()).toBe(100);
    expect(begun).toHaveLength(asked);
    expect(ended).toHaveLength(20);
    for (const error of ended) {
      expect(error).toMatchObject({
        code: 'service_unavailable',
        transient: true,
        message: 'Could not read the registry builds: it asked to be left alone, for 300 s more.',
        retryAfterSeconds: 300,
      });
    }
    expect(await run(read(TARGET))).toBe('read');
  });

  it('by an error that is none of weather is not believed', async () => {
    const { run, read, begun } = begin(610);
    const refused = async (): Promise<never> => {
      throw new ServiceRefusedError('read x', { words: '400', retryAfterSeconds: 300 });
    };
    const ended = await run(endings([read(SOURCE, 0, refused), read()]));
    expect(ended).toMatchObject([{ code: 'service_refused' }, 'read']);
    expect(begun).toEqual([100, 200]);
  });
});

it('every call of a listing and of the catalog for plans is a read; what it answers and what fails comes through', async () => {
  // Prepare
  const registries = new FakeRegistries();
  registries.push(SOURCE, 'app:v1', digestOf('v1'));
  const ends: RouteEnd[] = [];
  const { listing, budgetedCatalog } = budgetReads(registries, {
    read: (end, read) => {
      ends.push(end);
      return read();
    },
  });

  // Act
  const answers = [
    await listing.repositories(SOURCE, 'prod', {}),
    await listing.tags(SOURCE, 'prod', 'app', {}),
    await listing.manifests(TARGET, 'prod', 'app', {}),
    await budgetedCatalog.findDigest(SOURCE, 'prod', { repository: 'app', tag: 'v1' }),
    await budgetedCatalog.readManifest(SOURCE, 'prod', 'app', digestOf('v1')),
    await budgetedCatalog.hasBlob(TARGET, 'prod', 'app', digestOf('v1')),
  ];

  // Assess
  expect(answers).toMatchObject([
    { repositories: ['app'] },
    { tags: [{ name: 'v1', digest: digestOf('v1') }] },
    { manifests: [] },
    digestOf('v1'),
    { parts: [{ kind: 'config' }, { kind: 'layer' }] },
    false,
  ]);
  expect(ends).toEqual([SOURCE, SOURCE, TARGET, SOURCE, SOURCE, TARGET]);
  registries.beforeLookup = throttled;
  await expect(listing.tags(SOURCE, 'prod', 'app', {})).rejects.toMatchObject({ retryAfterSeconds: 20 });
});
