import type { LedgerEntry } from '../../../../src/domain/ledger/entry';
import { identityOf } from '../../../../src/domain/plan';
import { LedgerUnreadableError, ServiceUnavailableError } from '../../../../src/domain/failures/errors';
import { digestOf } from '../../../helpers/fakeRegistries';
import { createApi } from '../apiFixture';

const [A, B] = [digestOf('a'), digestOf('b')];
const TRANSFER = { id: 't1', at: '2026-11-21T10:00:00.000Z' };
const DELIVERED = [
  { repository: 'app', tag: 'v1', digest: A },
  { repository: 'app', tag: 'v2', digest: B },
  { repository: 'team/web', digest: A },
];
const names = (entries: LedgerEntry[]): string[] => entries.map(identityOf).sort();

async function setUp(route = 'prod') {
  const api = createApi();
  await api.ledger.record(route, TRANSFER, DELIVERED);
  return api;
}

describe('GET /api/routes/{route}/ledger', () => {
  it('says what was delivered, by which transfers, and when', async () => {
    const { askLedger } = await setUp();
    const delivery = { firstTransfer: 't1', lastTransfer: 't1', firstAt: TRANSFER.at, lastAt: TRANSFER.at };
    expect(await askLedger('prod', '?repository=team/web')).toMatchObject({
      status: 200,
      body: { entries: [{ repository: 'team/web', digest: A, ...delivery, verified: true }] },
    });
  });

  it('says what was only exported', async () => {
    const { askLedger, ledger } = createApi();
    await ledger.record('export-only', { ...TRANSFER, exported: true }, DELIVERED.slice(0, 1));
    const { body } = await askLedger('export-only');
    expect(body.entries).toMatchObject([{ tag: 'v1', digest: A, verified: false, exported: true }]);
  });

  it.each([
    ['', DELIVERED],
    ['?repository=app', DELIVERED.slice(0, 2)],
    ['?tag=v2', DELIVERED.slice(1, 2)],
    [`?digest=${A}`, [DELIVERED[0], DELIVERED[2]]],
    [`?repository=app&tag=v1&digest=${encodeURIComponent(A)}`, DELIVERED.slice(0, 1)],
    ['?repository=other', []],
  ])('finds with "%s"', async (query, expected) => {
    const { askLedger } = await setUp();
    const { body } = await askLedger('prod', query);
    expect(names(body.entries)).toEqual(names(expected as LedgerEntry[]));
    expect(body.next).toBeUndefined();
  });

  it('leads from page to page, with the same filter and without the key', async () => {
    const { askLedger } = await setUp();
    const first = await askLedger('prod', '?repository=app&limit=1&code=s3cr3tkey');
    const next = new URL(first.body.next);
    expect(`${next.origin}${next.pathname}`).toBe('https://app.example/api/routes/prod/ledger');
    expect([...next.searchParams.keys()]).toEqual(['repository', 'limit', 'cursor']);
    const second = await askLedger('prod', next.search);
    expect(second.body.next).toBeUndefined();
    expect(names([...first.body.entries, ...second.body.entries])).toEqual(
      names(DELIVERED.slice(0, 2) as LedgerEntry[]),
    );
  });

  it.each([
    ['repository=App', 'repository'],
    ['repository=', 'repository'],
    ['repository=app:v1', 'repository'],
    ['repository=registry.example:5000/app', 'repository'],
    [`repository=${'a'.repeat(256)}`, 'repository'],
    ['repository=app&repository=web', 'repository'],
    ['tag=', 'tag'],
    ['tag=a/b', 'tag'],
    ['tag=-x', 'tag'],
    [`tag=v1@${A}`, 'tag'],
    ['digest=', 'digest'],
    ['digest=sha256:abc', 'digest'],
    [`digest=${A.toUpperCase()}`, 'digest'],
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['cursor=', 'cursor'],
    [`cursor=${Buffer.from('ledger/prod/00-0').toString('base64url')}`, 'cursor'],
    ['confirm=prod', 'confirm'],
    ['Tag=v1', 'Tag'],
  ])('refuses ?%s', async (query, parameter) => {
    const { askLedger } = await setUp();
    const { status, body } = await askLedger('prod', `?${query}`);
    expect([status, body.code]).toEqual([400, 'request_invalid']);
    expect(body.errors).toMatchObject([{ path: `query.${parameter}` }]);
  });

  it.each(['prod', 'export-only', 'broken'])('the route %s of the file has an empty one at first', async (route) => {
    const { askLedger } = createApi();
    expect(await askLedger(route)).toMatchObject({ status: 200, body: { entries: [] } });
  });

  it('a route that has gone from the file, or whose file cannot be read, can be asked all the same', async () => {
    const { askLedger, removeFromLedger, failRoutes } = await setUp('gone');
    expect((await askLedger('gone')).body.entries).toHaveLength(3);
    failRoutes(new Error('ENOENT'));
    expect((await askLedger('gone', '?repository=other')).body).toEqual({ entries: [] });
    expect((await removeFromLedger('gone', '?confirm=gone')).body).toEqual({ removed: 3 });
    expect((await askLedger('gone')).body.code).toBe('routes_unreadable');
  });

  it.each(['nowhere', 'Prod', 'constructor', '__proto__', 'a%2Fb', '..', '', 'x'.repeat(5_000)])(
    'there is none of a route that was never there: %s',
    async (route) => {
      const { askLedger, removeFromLedger } = await setUp();
      for (const answer of [await askLedger(route), await removeFromLedger(route, `?confirm=${route}`)]) {
        expect([answer.status, answer.body.code]).toEqual([404, 'ledger_unknown']);
        expect(answer.text.length).toBeLessThan(2_500);
      }
    },
  );

  it.each([
    [new ServiceUnavailableError('read ledger/prod/00-0', { words: '503 ServerBusy' }), 'service_unavailable'],
    [new LedgerUnreadableError('https://a/c/ledger/prod/00-0', 'at its root'), 'ledger_unreadable'],
  ])('a ledger that cannot be read is no empty one: %s', async (error, code) => {
    const { askLedger, ledger } = await setUp();
    ledger.find = async () => Promise.reject(error);
    const { status, body } = await askLedger('prod');
    expect([status, body.code]).toEqual([503, code]);
    expect(body.detail).toContain('ledger/prod/00-0');
  });
});

describe('DELETE /api/routes/{route}/ledger', () => {
  it.each(['', '?confirm=', '?confirm=yes', '?confirm=Prod', '?confirm=spare', '?confirm=prod&confirm=prod'])(
    'removes nothing with "%s", and says how much it would be',
    async (query) => {
      const { removeFromLedger, ledger } = await setUp();
      const { status, body } = await removeFromLedger('prod', query);
      expect([status, body.code]).toEqual([400, 'confirmation_required']);
      expect(body.detail).toContain('It would remove 3 entries of the ledger of the route "prod"');
      expect(body.nextStep).toContain('confirm=prod');
      expect(ledger.entriesOf('prod')).toHaveLength(3);
    },
  );

  it('counts what the filter means', async () => {
    const { removeFromLedger } = await setUp();
    expect((await removeFromLedger('prod', '?tag=v1')).body.detail).toContain('It would remove 1 entry of');
  });

  it.each([
    ['', 3],
    ['&repository=app', 2],
    ['&repository=app&tag=v1', 1],
    [`&digest=${A}`, 2],
    ['&tag=other', 0],
  ])('with confirmation removes what "%s" means', async (filter, removed) => {
    const { removeFromLedger, ledger } = await setUp();
    await ledger.record('spare', TRANSFER, DELIVERED);
    expect(await removeFromLedger('prod', `?confirm=prod${filter}`)).toMatchObject({ status: 200, body: { removed } });
    expect(ledger.entriesOf('prod')).toHaveLength(3 - removed);
    expect(ledger.entriesOf('spare')).toHaveLength(3);
  });

  it('an empty filter, as of a variable that is not set, is a mistake and not everything', async () => {
    const { removeFromLedger, ledger } = await setUp();
    for (const parameter of ['repository', 'tag', 'digest', 'limit', 'cursor']) {
      expect((await removeFromLedger('prod', `?confirm=prod&${parameter}=`)).body.code).toBe('request_invalid');
    }
    expect(ledger.entriesOf('prod')).toHaveLength(3);
  });
});
