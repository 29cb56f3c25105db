import { createHash } from 'node:crypto';
import type { DeliveredArtifact, LedgerEntry } from '../../src/domain/ledger/entry';
import { identityOf } from '../../src/domain/plan';
import type { LedgerFilter } from '../../src/domain/ledger/filter';
import type { Ledger } from '../../src/domain/ports/ledger';

export const digestOfText = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const [A, B] = [digestOfText('a'), digestOfText('b')];
const at = (second: number): string => new Date(Date.UTC(2026, 10, 21, 10, 0, second)).toISOString();
const transfer = (index: number) => ({ id: `t${index}`, at: at(index) });
const app = (tag: string, digest = A): DeliveredArtifact => ({ repository: 'app', tag, digest });

/** Artifacts of four repositories: by tag, and one by its digest alone. */
const MANY: DeliveredArtifact[] = ['app', 'app/web', 'db', 'db/tools'].flatMap((repository) => [
  { repository, digest: digestOfText(repository) },
  ...Array.from({ length: 9 }, (_, index) => ({
    repository,
    tag: `v${index}`,
    digest: digestOfText(`${repository} ${index}`),
  })),
]);

/** What every ledger promises. */
export function describeLedgerContract(name: string, create: () => Promise<Ledger> | Ledger): void {
  describe(`the ledger, ${name}`, () => {
    let ledger: Ledger;
    beforeEach(async () => {
      ledger = await create();
    });

    async function pagesOf(filter: LedgerFilter, limit: number): Promise<LedgerEntry[][]> {
      const pages: LedgerEntry[][] = [];
      for (let cursor: string | undefined, more = true; more;) {
        const page = await ledger.find('prod', filter, { limit, ...(cursor !== undefined && { cursor }) });
        pages.push(page.entries);
        cursor = page.cursor;
        more = cursor !== undefined;
      }
      return pages;
    }
    const all = async (filter: LedgerFilter = {}) => (await pagesOf(filter, 1_000)).flat();
    const names = (entries: readonly DeliveredArtifact[]) => entries.map(identityOf).sort();

    it('knows nothing of what was never delivered', async () => {
      expect(await ledger.find('prod', {}, { limit: 10 })).toEqual({ entries: [] });
      expect((await ledger.ofRepository('prod', 'app')).has(app('v1'))).toBe(false);
      expect(await ledger.count('prod', {})).toBe(0);
      expect(await ledger.remove('prod', {})).toBe(0);
      await ledger.record('prod', transfer(1), []);
      expect(await all()).toEqual([]);
    });

    it('holds what was delivered: by which transfer first and last, and when', async () => {
      await ledger.record('prod', transfer(2), [app('v1'), { repository: 'app', digest: B }]);
      await ledger.record('prod', transfer(3), [app('v1')]);
      await ledger.record('prod', transfer(1), [app('v1')]);
      const once = { firstTransfer: 't2', lastTransfer: 't2', firstAt: at(2), lastAt: at(2), verified: true };
      const oftener = { firstTransfer: 't1', lastTransfer: 't3', firstAt: at(1), lastAt: at(3), verified: true };
      const expected = [
        { ...app('v1'), ...oftener },
        { repository: 'app', digest: B, ...once },
      ];
      const found = await all();
      expect(found).toHaveLength(2);
      expect(found).toEqual(expect.arrayContaining(expected));
    });

    it('a delivery that is recorded again changes nothing, even after later ones', async () => {
      await ledger.record('prod', transfer(1), [app('latest', A)]);
      await ledger.record('prod', transfer(2), [app('latest', B)]);
      const before = await all();
      await ledger.record('prod', transfer(1), [app('latest', A)]);
      expect(await all()).toEqual(before);
      expect((await ledger.ofRepository('prod', 'app')).has(app('latest', B))).toBe(true);
    });

    it('what a rebuild found is not verified, until a transfer delivers it; what was verified stays so', async () => {
      const rebuild = { id: 'rebuild-1', at: at(2), unverified: true } as const;
      await ledger.record('prod', transfer(1), [app('v1')]);
      await ledger.record('prod', rebuild, [app('v1'), app('v2'), app('latest', A)]);
      expect(await all({ tag: 'v2' })).toMatchObject([{ firstTransfer: 'rebuild-1', verified: false }]);
      expect(await all({ tag: 'v1' })).toMatchObject([{ lastTransfer: 'rebuild-1', verified: true }]);
      await ledger.record('prod', transfer(3), [app('v2'), app('latest', B)]);
      await ledger.record('prod', rebuild, [app('v2'), app('latest', A)]);
      expect(await all({ tag: 'v2' })).toMatchObject([{ lastTransfer: 't3', verified: true }]);
      expect((await ledger.ofRepository('prod', 'app')).has(app('latest', B))).toBe(true);
    });

    it('what was only exported says so, and is not known in the target, until it was seen there', async () => {
      const exported = { ...transfer(1), exported: true } as const;
      await ledger.record('prod', exported, [app('v1'), app('v2')]);
      const known = { firstTransfer: 't1', lastTransfer: 't1', firstAt: at(1), lastAt: at(1) };
      expect(await all({ tag: 'v1' })).toEqual([{ ...app('v1'), ...known, verified: false, exported: true }]);
      expect((await ledger.ofRepository('prod', 'app')).has(app('v1'))).toBe(false);
      expect((await ledger.ofRepository('prod', 'app', 'exported')).has(app('v1'))).toBe(true);
      await ledger.record('prod', transfer(2), [app('v1')]);
      await ledger.record('prod', { id: 'rebuild-1', at: at(2), unverified: true }, [app('v2')]);
      await ledger.record('prod', exported, [app('v1'), app('v2')]);
      const seen = { firstTransfer: 't1', firstAt: at(1), lastAt: at(2) };
      expect(await all({ tag: 'v1' })).toEqual([{ ...app('v1'), ...seen, lastTransfer: 't2', verified: true }]);
      expect(await all({ tag: 'v2' })).toEqual([{ ...app('v2'), ...seen, lastTransfer: 'rebuild-1', verified: false }]);
      const target = await ledger.ofRepository('prod', 'app');
      expect([app('v1'), app('v2')].every((one) => target.has(one))).toBe(true);
    });

    it('a tag is where it was delivered last; a digest is there whatever its tags do', async () => {
      await ledger.record('prod', transfer(1), [app('latest', A)]);
      await ledger.record('prod', transfer(2), [app('latest', B)]);
      const known = await ledger.ofRepository('prod', 'app');
      expect(known.has(app('latest', A))).toBe(false);
      expect(known.has({ digest: A })).toBe(true);
      await ledger.record('prod', transfer(3), [app('latest', A)]);
      expect((await ledger.ofRepository('prod', 'app')).has(app('latest', A))).toBe(true);
    });

    it('keeps routes and repositories apart, also those whose names begin alike', async () => {
      await ledger.record('prod', transfer(1), [app('v1')]);
      await ledger.record('prod-2', transfer(2), [app('v2'), { ...app('v2'), repository: 'app/web' }]);
      expect(names(await all())).toEqual(names([app('v1')]));
      expect((await ledger.ofRepository('prod', 'app')).has(app('v2'))).toBe(false);
      expect((await ledger.ofRepository('prod-2', 'app')).has(app('v2'))).toBe(true);
      expect(await ledger.remove('prod', {})).toBe(1);
      expect(await ledger.count('prod-2', {})).toBe(2);
    });

    it.each<[string, LedgerFilter]>([
      ['everything', {}],
      ['a repository', { repository: 'app' }],
      ['a tag', { tag: 'v3' }],
      ['a digest', { digest: digestOfText('db 4') }],
      ['a tag of a repository', { repository: 'db', tag: 'v8' }],
      ['a digest of a repository', { repository: 'db', digest: digestOfText('db') }],
      ['a digest of another repository', { repository: 'app', digest: digestOfText('db') }],
      ['a tag that it is not', { digest: digestOfText('db 4'), tag: 'v5' }],
    ])('finds, counts and removes %s', async (_, filter) => {
      await ledger.record('prod', transfer(1), MANY);
      const isMeant = (one: DeliveredArtifact) =>
        Object.entries(filter).every(([key, value]) => one[key as keyof DeliveredArtifact] === value);
      const meant = names(MANY.filter(isMeant));
      const rest = names(MANY.filter((one) => !isMeant(one)));
      expect(names(await all(filter))).toEqual(meant);
      expect(await ledger.count('prod', filter)).toBe(meant.length);
      expect(await ledger.remove('prod', filter)).toBe(meant.length);
      expect(names(await all())).toEqual(rest);
      expect(await ledger.remove('prod', filter)).toBe(0);
    });

    it.each([1, 7, 39, 40, 41])('pages of %d have each entry once, none is empty, and none longer', async (limit) => {
      await ledger.record('prod', transfer(1), MANY);
      const pages = await pagesOf({}, limit);
      expect(names(pages.flat())).toEqual(names(MANY));
      expect(pages.map(({ length }) => length)).toEqual(
        pages.map((_, index) => (index < pages.length - 1 ? limit : MANY.length - index * limit)),
      );
    });

    it('a page goes on where the last one ended, though entries come and go meanwhile', async () => {
      await ledger.record('prod', transfer(1), MANY);
      const { entries: first, cursor = '' } = await ledger.find('prod', {}, { limit: 20 });
      const last = first.at(-1);
      if (!last) throw new Error('The page is empty.');
      await ledger.remove('prod', { repository: last.repository, digest: last.digest });
      const rest = (await ledger.find('prod', {}, { limit: 1_000, cursor })).entries;
      expect(names([...first, ...rest])).toEqual(names(MANY));
    });

    it('loses nothing when many record at once, the same transfer and different ones', async () => {
      // Prepare
      const transfers = [1, 2, 3, 4, 5];
      const delivered = (index: number) => [
        ...['v1', 'v2', `own-${index}`].map((tag) => app(tag)),
        app('latest', index % 2 ? A : B),
      ];

      // Act
      await Promise.all(
        [...transfers, ...transfers].map((index) => ledger.record('prod', transfer(index), delivered(index))),
      );

      // Assess
      expect(names(await all())).toEqual(names([...new Set(transfers.flatMap(delivered).map(identityOf))].map(byName)));
      for (const tag of ['v1', 'v2']) {
        expect(await all({ repository: 'app', tag })).toMatchObject([{ firstTransfer: 't1', lastTransfer: 't5' }]);
      }
      expect((await ledger.ofRepository('prod', 'app')).has(app('latest', A))).toBe(true);
    });

    it('what is recorded while others are removed stays', async () => {
      await ledger.record('prod', transfer(1), MANY);
      const added = MANY.map(({ repository, digest }) => ({ repository, tag: 'new', digest }));
      const [removed] = await Promise.all([
        ledger.remove('prod', { tag: 'v3' }),
        ledger.record('prod', transfer(2), added),
      ]);
      expect(removed).toBe(4);
      expect(names(await all())).toEqual(names([...MANY.filter(({ tag }) => tag !== 'v3'), ...added]));
    });

    describe('of a repository with thousands', () => {
      const many = (count: number, from = 0) =>
        Array.from({ length: count }, (_, index) => app(`v${from + index}`, digestOfText(`many ${from + index}`)));
      const web = { repository: 'app/web', tag: 'v7', digest: digestOfText('many 7') };

      it('finds by digest alone, and by tag alone, what was recorded right before', async () => {
        await ledger.record('prod', transfer(1), [...many(2_500), web]);
        await ledger.record('prod', transfer(2), many(1, 2_500));
        expect(names(await all({ digest: web.digest }))).toEqual(names([...many(1, 7), web]));
        expect(names(await all({ tag: 'v7' }))).toEqual(names([...many(1, 7), web]));
        expect(names(await all({ tag: 'v2500' }))).toEqual(names(many(1, 2_500)));
        expect(await all({ digest: digestOfText('many 2500') })).toMatchObject([{ firstTransfer: 't2' }]);
        expect(names(await all({ repository: 'app', tag: 'v2499' }))).toEqual(names(many(1, 2_499)));
        expect(await ledger.count('prod', {})).toBe(2_502);
        const known = await ledger.ofRepository('prod', 'app');
        expect([...many(2_501), ...many(1, 2_501)].filter((artifact) => !known.has(artifact))).toEqual(many(1, 2_501));
      });

      it('a page goes on where the last one ended, though the ledger grew or shrank by so many', async () => {
        // Prepare
        const first = [...many(20), web];
        await ledger.record('prod', transfer(1), first);
        const pages: LedgerEntry[] = [];
        let cursor: string | undefined;
        const turn = async (): Promise<void> => {
          const page = await ledger.find('prod', {}, { limit: 7, ...(cursor !== undefined && { cursor }) });
          pages.push(...page.entries);
          ({ cursor } = page);
        };

        // Act
        await turn();
        await ledger.record('prod', transfer(2), many(2_500, 1_000));
        await turn();
        for (const { tag = '' } of many(2_500, 1_000).slice(0, 3)) await ledger.remove('prod', { tag });
        await turn();
        await ledger.remove('prod', { repository: 'app' });
        await ledger.record('prod', transfer(3), first);
        while (cursor !== undefined) await turn();

        // Assess
        expect(pages.map(identityOf)).toEqual([...new Set(pages.map(identityOf))]);
        expect(names(pages)).toEqual(expect.arrayContaining(names(first)));
      });

      it('forgets a tag, a digest, or all of it, and can be filled again', async () => {
        const [one, another, ...rest] = many(2_500);
        await ledger.record('prod', transfer(1), [...many(2_500), web]);
        expect(await ledger.remove('prod', { repository: 'app', tag: one?.tag ?? '' })).toBe(1);
        expect(await ledger.remove('prod', { digest: another?.digest ?? '' })).toBe(1);
        expect(await ledger.remove('prod', { tag: 'nobody has it' })).toBe(0);
        expect(names(await all({ repository: 'app' }))).toEqual(names(rest));
        expect(await ledger.remove('prod', { repository: 'app' })).toBe(rest.length);
        expect(names(await all())).toEqual(names([web]));
        await ledger.record('prod', transfer(2), many(2_500));
        expect(await ledger.remove('prod', {})).toBe(2_501);
        expect(await ledger.find('prod', {}, { limit: 1 })).toEqual({ entries: [] });
      });

      it('loses nothing when ten batches at once make it so large, and others forget meanwhile', async () => {
        // Prepare
        const batches = Array.from({ length: 10 }, (_, index) => many(250, 1_000 * index));
        await ledger.record('prod', transfer(1), [...many(100, 50_000), web]);

        // Act
        const [removed] = await Promise.all([
          ledger.remove('prod', { tag: 'v50007' }),
          ...batches.map(async (batch, index) => {
            await ledger.record('prod', transfer(10 + index), batch.slice(0, 200));
            await ledger.record('prod', transfer(20 + index), batch.slice(150));
          }),
          ledger.remove('prod', { repository: 'app/web' }),
        ]);

        // Assess
        expect(removed).toBe(1);
        expect(names(await all())).toEqual(
          names([...batches.flat(), ...many(100, 50_000).filter(({ tag }) => tag !== 'v50007')]),
        );
        expect(await all({ tag: 'v1160' })).toMatchObject([{ firstTransfer: 't11', lastTransfer: 't21' }]);
      });
    });
  });
}

function byName(identity: string): DeliveredArtifact {
  const [name = '', digest = ''] = identity.split('@');
  const [repository = '', tag] = name.split(':');
  return { repository, ...(tag !== undefined && { tag }), digest };
}
