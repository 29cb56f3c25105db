import fc from 'fast-check';
import { parseIdentity } from '../../../src/domain/ledger/entry';
import { identityOf } from '../../../src/domain/plan';
import { entriesOf, mergeEntries } from '../../../src/domain/ledger/merge';
import { deliveries, ledgerOf, retried, type Delivered } from './deliveries';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const at = (second: number): string => new Date(second * 1000).toISOString();
const delivered = (id: string, second: number): Delivered => ({
  transfer: { id, at: at(second) },
  artifacts: [{ repository: 'app', tag: 'v1', digest: DIGEST }],
});

describe('mergeEntries', () => {
  it('the same deliveries make the same ledger, in any order and however often', () => {
    fc.assert(
      fc.property(
        deliveries.chain((given) => fc.tuple(fc.constant(given), retried(given))),
        ([given, again]) => expect(ledgerOf(again)).toEqual(ledgerOf(given)),
      ),
    );
  });

  it('ledgers that grew apart are one again, whichever comes first', () => {
    fc.assert(
      fc.property(deliveries, deliveries, (one, other) => {
        const together = ledgerOf([...one, ...other]);
        expect(mergeEntries(ledgerOf(one), ledgerOf(other))).toEqual(together);
        expect(mergeEntries(ledgerOf(other), ledgerOf(one))).toEqual(together);
        expect(mergeEntries(together, ledgerOf(one))).toEqual(together);
      }),
    );
  });

  it('holds each delivered artifact once, sorted, and no other', () => {
    fc.assert(
      fc.property(deliveries, (given) => {
        const names = given.flatMap(({ artifacts }) => artifacts.map(identityOf));
        expect(ledgerOf(given).map(identityOf)).toEqual([...new Set(names)].sort());
      }),
    );
  });

  it('time tells the first and the last transfer, not the order of arrival; at the same time the id does', () => {
    const entry = { repository: 'app', tag: 'v1', digest: DIGEST, verified: true };
    expect(ledgerOf([delivered('t2', 20), delivered('t3', 10), delivered('t1', 20)])).toEqual([
      { ...entry, firstTransfer: 't3', firstAt: at(10), lastTransfer: 't2', lastAt: at(20) },
    ]);
    expect(ledgerOf([delivered('t2', 20), delivered('t1', 20)])).toMatchObject([
      { firstTransfer: 't1', lastTransfer: 't2' },
    ]);
  });

  it('what was verified once stays so', () => {
    const [entry] = entriesOf({ id: 't1', at: at(1) }, [{ repository: 'app', digest: DIGEST }]);
    if (!entry) throw new Error('There is one.');
    expect(mergeEntries([entry], [{ ...entry, verified: false }])).toEqual([entry]);
    expect(mergeEntries([{ ...entry, verified: false }], [entry])).toEqual([entry]);
  });
});

describe('identityOf', () => {
  it.each([
    { repository: 'app', digest: DIGEST },
    { repository: 'team/app_x/y.z-1', tag: 'V_1.0-rc', digest: DIGEST },
  ])('is read back: %j', (artifact) => expect(parseIdentity(identityOf(artifact))).toEqual(artifact));

  it.each(['', 'app', 'app:v1', `app:@${DIGEST}`, `@${DIGEST}`, `app:v1@${DIGEST}0`, `app:v 1@${DIGEST}`])(
    'is no other text: %s',
    (text) => expect(parseIdentity(text)).toBeUndefined(),
  );
});
