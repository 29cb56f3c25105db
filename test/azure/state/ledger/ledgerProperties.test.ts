import fc from 'fast-check';
import { createLedger } from '../../../../src/azure/state/ledger/ledger';
import type { LedgerEntry } from '../../../../src/domain/ledger/entry';
import { matches, type LedgerFilter } from '../../../../src/domain/ledger/filter';
import { identityOf } from '../../../../src/domain/plan';
import type { Ledger } from '../../../../src/domain/ports/ledger';
import { deliveries, ledgerOf, type Delivered } from '../../../domain/ledger/deliveries';
import { FakeLedger } from '../../../helpers/fakeLedger';
import { FakeContainer, refused } from '../fakeContainer';
import { createLedgerMachine } from './ledgerMachine';

/** Nearly everything that is added or removed has the bucket written anew. */
const TINY = { document: 2, part: 1 };

const filter: fc.Arbitrary<LedgerFilter> = fc.record(
  {
    repository: fc.constantFrom('app', 'app/web'),
    tag: fc.constantFrom('v1', 'latest'),
    digest: fc.constantFrom('a', 'b', 'c').map((digit) => `sha256:${digit.repeat(64)}`),
  },
  { requiredKeys: [] },
);

const delivery = deliveries.filter((given) => given.length > 0).map(([first]) => first as Delivered);

/** Something that is done to a ledger. */
type Step = { record: Delivered } | { remove: LedgerFilter };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: delivery.map((record) => ({ record })) },
  { weight: 1, arbitrary: filter.map((remove) => ({ remove })) },
);

async function take(ledger: Ledger, done: Step): Promise<void> {
  if ('record' in done) await ledger.record('prod', done.record.transfer, done.record.artifacts);
  else await ledger.remove('prod', done.remove);
}

async function allOf(ledger: Ledger, meant: LedgerFilter, limit = 3): Promise<LedgerEntry[]> {
  const all: LedgerEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.find('prod', meant, { limit, ...(cursor !== undefined && { cursor }) });
    all.push(...page.entries);
    ({ cursor } = page);
  } while (cursor !== undefined);
  return all;
}

const byIdentity = (entries: LedgerEntry[]): LedgerEntry[] =>
  entries.sort((one, other) => (identityOf(one) < identityOf(other) ? -1 : 1));

it('whoever is cut off anywhere and does it again leaves what one would have left who was not', async () => {
  const cut = fc.record({ at: fc.integer({ min: 1, max: 20 }), isAnswerLost: fc.boolean() });
  const steps = fc.array(fc.tuple(step, fc.option(cut)), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(steps, filter, async (given, meant) => {
      const container = new FakeContainer();
      const ledger = createLedger(container.asClient(), createLedgerMachine(Promise.resolve.bind(Promise)), TINY);
      const model = new FakeLedger();
      for (const [done, cutOff] of given) {
        if (cutOff) {
          cutOffAt(container, cutOff);
          await take(ledger, done).catch(() => undefined);
          cutOffAt(container, { at: Infinity, isAnswerLost: false });
        }
        await take(ledger, done);
        await take(model, done);
      }
      for (const asked of [{}, meant]) {
        const found = await allOf(ledger, asked);
        expect(byIdentity(found)).toEqual(await allOf(model, asked));
        expect(await ledger.count('prod', asked)).toBe(found.length);
      }
    }),
    { numRuns: 300 },
  );
});

/** From a request on nothing happens any more; what that request wrote may have been written. */
function cutOffAt(container: FakeContainer, { at, isAnswerLost }: { at: number; isAnswerLost: boolean }): void {
  let requests = 0;
  container.beforeRequest = () => {
    requests += 1;
    if (requests > at || (requests === at && !isAnswerLost)) throw refused(503, 'ServerBusy');
  };
  container.afterUpload = () => {
    if (requests >= at) throw refused(503, 'ServerBusy');
  };
}

it('nobody loses what is at once recorded, removed and read, in whatever order requests are answered', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(delivery, { maxLength: 4 }),
      fc.array(delivery, { minLength: 1, maxLength: 4 }),
      fc.array(filter, { maxLength: 2 }),
      async (scheduler, before, during, removed) => {
        const container = new FakeContainer();
        const turn = () => scheduler.schedule(Promise.resolve());
        const ledger = createLedger(container.asClient(), createLedgerMachine(turn), TINY);
        for (const record of before) await take(ledger, { record });
        container.beforeRequest = turn;
        const steps: Step[] = [...during.map((record) => ({ record })), ...removed.map((remove) => ({ remove }))];
        const [read] = await scheduler.waitFor(
          Promise.all([allOf(ledger, {}, 2), ...steps.map((one) => take(ledger, one))]),
        );
        container.beforeRequest = () => {};

        const isStill = (entry: LedgerEntry) => !removed.some((one) => matches(entry, one));
        const all = byIdentity(await allOf(ledger, {}));
        expect(all.filter(isStill)).toEqual(ledgerOf([...before, ...during]).filter(isStill));
        const recordedAgain = new Set(ledgerOf(during).map(identityOf));
        expect(all.filter((entry) => !isStill(entry) && !recordedAgain.has(identityOf(entry)))).toEqual([]);
        const seen = read.map(identityOf);
        expect(seen).toHaveLength(new Set(seen).size);
        expect(seen).toEqual(expect.arrayContaining(ledgerOf(before).filter(isStill).map(identityOf)));
      },
    ),
    { numRuns: 300 },
  );
});
