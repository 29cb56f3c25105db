import fc from 'fast-check';
import { knownInTarget } from '../../../src/domain/ledger/knownInTarget';
import { deliveries, ledgerOf, type Delivered } from './deliveries';

const [A, B] = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];
const latest = (id: string, second: number, digest: string): Delivered => ({
  transfer: { id, at: new Date(second * 1000).toISOString() },
  artifacts: [{ repository: 'app', tag: 'latest', digest }],
});

describe('knownInTarget', () => {
  it('a tag that goes from A to B and back to A moves three times', () => {
    // Prepare
    const moves = [latest('t1', 1, A), latest('t2', 2, B), latest('t3', 3, A)];
    const has = (count: number, digest: string): boolean =>
      knownInTarget(ledgerOf(moves.slice(0, count))).has({ tag: 'latest', digest });

    // Act
    const isNew = moves.map(({ artifacts: [artifact] }, index) => !has(index, artifact?.digest ?? ''));

    // Assess
    expect(isNew).toEqual([true, true, true]);
    expect(has(3, A)).toBe(true);
    expect(has(3, B)).toBe(false);
  });

  it('without a tag the digest counts, wherever its tags are now', () => {
    const known = knownInTarget(ledgerOf([latest('t1', 1, A), latest('t2', 2, B)]));
    expect(known.has({ digest: A })).toBe(true);
    expect(known.has({ digest: B })).toBe(true);
    expect(known.has({ digest: `sha256:${'c'.repeat(64)}` })).toBe(false);
    expect(known.has({ tag: 'other', digest: A })).toBe(false);
  });

  describe('what was only exported', () => {
    const exported = (...given: Parameters<typeof latest>): Delivered => {
      const { transfer, artifacts } = latest(...given);
      return { transfer: { ...transfer, exported: true }, artifacts };
    };

    it('is known where that counts, and is not in the target', () => {
      const entries = ledgerOf([exported('t1', 1, A)]);
      for (const artifact of [{ tag: 'latest', digest: A }, { digest: A }]) {
        expect(knownInTarget(entries, 'exported').has(artifact)).toBe(true);
        expect(knownInTarget(entries).has(artifact)).toBe(false);
      }
    });

    it('moves no tag of the target, and is in it once it was delivered', () => {
      const both = [latest('t1', 1, A), exported('t2', 2, B)];
      expect(knownInTarget(ledgerOf(both)).has({ tag: 'latest', digest: A })).toBe(true);
      expect(knownInTarget(ledgerOf(both), 'exported').has({ tag: 'latest', digest: B })).toBe(true);
      const delivered = ledgerOf([...both, latest('t3', 3, B)]);
      expect(knownInTarget(delivered).has({ tag: 'latest', digest: B })).toBe(true);
    });
  });

  it('of each tag it has exactly one digest: that of the last delivery, by time and then by id', () => {
    fc.assert(
      fc.property(deliveries, (given) => {
        const entries = ledgerOf(given).filter(({ repository }) => repository === 'app');
        const known = knownInTarget([...entries].reverse(), 'exported');
        for (const tag of new Set(entries.flatMap((entry) => entry.tag ?? []))) {
          const ofTag = entries.filter((entry) => entry.tag === tag);
          const had = ofTag.filter(({ digest }) => known.has({ tag, digest }));
          const last = ofTag.map(({ lastAt, lastTransfer }) => `${lastAt} ${lastTransfer}`).sort();
          expect(had.map(({ lastAt, lastTransfer }) => `${lastAt} ${lastTransfer}`)).toEqual(last.slice(-1));
        }
      }),
    );
  });
});
