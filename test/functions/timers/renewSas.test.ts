import { SecretUnavailableError, SecretUnwritableError } from '../../../src/domain/failures/errors';
import type { Route } from '../../../src/domain/route';
import type { SasSettings } from '../../../src/domain/sas/sasSettings';
import { toTags } from '../../../src/domain/sas/sasTags';
import { renewSas, type RenewalDependencies } from '../../../src/functions/timers/renewSas';
import { FakeSasIssuer } from '../../helpers/fakeSasIssuer';
import { FakeSasSecrets } from '../../helpers/fakeSasSecrets';
import { route, routeEnd, SOURCE } from '../../helpers/route';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-29T10:20:00Z');
const SECRET = 'https://vault.example/secrets/export-sas';
const SAS: SasSettings = { by: 'userDelegation', validDays: 7, renewBeforeDays: 2 };

function routeWith(sas: SasSettings | undefined, name = 'prod', secretUri = SECRET): Route {
  const pipelineSettings = { options: [], storageAccessMode: 'SasToken', secretUri, ...(sas && { sas }) } as const;
  return route({ name, source: routeEnd('builds', { pipelineSettings }) });
}

function setUp(...routes: Route[]) {
  let now = NOW;
  const sasSecrets = new FakeSasSecrets();
  const sasIssuer = new FakeSasIssuer();
  sasIssuer.now = () => now;
  const logged: string[] = [];
  const events: string[] = [];
  const log = {
    info: (text: string) => void (text.startsWith('ferry.') ? events.push(text) : logged.push(`info: ${text}`)),
    warn: (text: string) => void logged.push(`warn: ${text}`),
    error: (text: string) => void logged.push(`error: ${text}`),
  };
  const loaded = { routes: new Map(routes.map((one) => [one.name, one])), mistakes: [] };
  const deps: RenewalDependencies = {
    settings: { clockSkewMinutes: 15, polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 720 } },
    ...{ sasSecrets, sasIssuer },
    routes: { load: async () => loaded },
    machine: { now: () => now, wait: async () => undefined },
  };
  /** As somebody, or the app, put it there. */
  const put = (daysLeft: number, isOurs: boolean, uri = SECRET): void => {
    const expiresAt = now + daysLeft * DAY;
    const se = encodeURIComponent(new Date(expiresAt).toISOString());
    const wanted = {
      end: 'source',
      containerUri: SOURCE.containerUri,
      kind: 'userDelegation',
      rights: 'rawl',
    } as const;
    const tags = isOurs ? toTags({ route: 'prod', ...wanted }) : {};
    sasSecrets.put(uri, `?sv=1&se=${se}&sp=rawl&sr=c&sig=hidden`, { tags, expiresAt, startsAt: now - DAY });
  };
  const look = (budgetMs = 60_000) => renewSas(deps, log, budgetMs);
  const versions = (uri = SECRET) => sasSecrets.versions.get(uri)?.length ?? 0;
  return { deps, sasSecrets, sasIssuer, logged, events, put, look, versions, pass: (ms: number) => void (now += ms) };
}

it('renews what ends too soon, once, and leaves what lasts', async () => {
  const { put, look, versions, logged } = setUp(routeWith(SAS));
  put(2.1, true);
  await look();
  expect([versions(), logged]).toEqual([1, []]);
  put(1.9, true);
  await look();
  expect(versions()).toBe(3);
  expect(logged).toEqual([expect.stringMatching(/^info: The SAS in \S+ was renewed until 2026-12-06T10:05:00.000Z/)]);
  await look();
  expect(versions()).toBe(3);
  expect(logged.join()).not.toContain('hidden');
});

it('renews in time for a run that begins now, whatever the setting says', async () => {
  const { put, look, versions } = setUp(routeWith({ ...SAS, renewBeforeDays: 0 }));
  put(14.1 / 24, true);
  await look();
  expect(versions()).toBe(1);
  put(13.9 / 24, true);
  await look();
  expect(versions()).toBe(3);
});

it('says in the log, for queries, when each SAS ends and who renews it', async () => {
  const { put, look, events } = setUp(routeWith(SAS), routeWith(undefined, 'other', `${SECRET}2`));
  put(1.9, true);
  put(90, false, `${SECRET}2`);
  await look();
  const told = events.map((line) => JSON.parse(line.replace(/^ferry\.sasSeen /, '')) as object);
  const of = { route: 'prod', end: 'source', secretUri: SECRET, managed: true };
  expect(told).toHaveLength(3);
  expect(told).toContainEqual({
    ...of,
    expiresAt: '2026-12-01T07:56:00.000Z',
    renewsAt: '2026-11-29T07:56:00.000Z',
  });
  expect(told).toContainEqual({ ...of, expiresAt: '2026-12-06T10:05:00.000Z' });
  expect(told).toContainEqual({
    ...{ route: 'other', end: 'source', secretUri: `${SECRET}2`, managed: false },
    expiresAt: '2027-02-27T10:20:00.000Z',
  });
  expect(events.join()).not.toContain('hidden');
});

it('two hosts at once: the secret ends up with a good SAS, and the next look of either leaves it', async () => {
  const { put, look, versions, sasSecrets } = setUp(routeWith(SAS));
  put(1, true);
  await Promise.all([look(), look()]);
  const after = versions();
  expect(sasSecrets.latest(SECRET).expiresAt).toBeGreaterThan(NOW + 6 * DAY);
  await Promise.all([look(), look()]);
  expect(versions()).toBe(after);
});

it('writes nothing where the app never wrote, or the file does not say so', async () => {
  const ours = setUp(routeWith(SAS));
  await ours.look();
  ours.put(0.5, false);
  await ours.look();
  expect(ours.versions()).toBe(1);
  const theirs = setUp(routeWith(undefined));
  theirs.put(0.5, true);
  await theirs.look();
  expect([theirs.versions(), theirs.sasIssuer.signed]).toEqual([1, 0]);
});

it('warns of one that nobody renews when a threshold is crossed, and not at every look', async () => {
  const { put, look, logged, pass } = setUp(routeWith(undefined), routeWith(SAS, 'other', `${SECRET}2`));
  put(7 + 0.5 / 24, false);
  put(7 + 0.5 / 24, false, `${SECRET}2`);
  await look();
  expect(logged).toEqual([]);
  pass(HOUR);
  await look();
  expect([...logged].sort()).toEqual([
    expect.stringMatching(
      /^warn: .* of the source of the route prod, ends at .* 7 days\. Nobody renews it\. Put a new one/,
    ),
    expect.stringMatching(/^warn: .* of the route other, .* POST \/api\/routes\/other\/sas has the app make/),
  ]);
  pass(HOUR);
  await look();
  expect(logged).toHaveLength(2);
});

it('one that cannot be looked after keeps no other from it, and is logged without a secret', async () => {
  const { put, look, logged, versions, sasSecrets } = setUp(routeWith(SAS), routeWith(SAS, 'other', `${SECRET}2`));
  put(1, true);
  put(1, true, `${SECRET}2`);
  sasSecrets.beforeRead = async (uri) => {
    if (uri === SECRET) throw new SecretUnavailableError(uri, { words: '403 ?sig=abcdefgh' });
  };
  await look();
  expect([versions(), versions(`${SECRET}2`)]).toEqual([1, 2]);
  expect(logged[0]).toMatch(
    /^warn: The SAS in \S+ of the route prod could not be looked after; the next tick tries again/,
  );
  expect(logged[0]).not.toContain('abcdefgh');
});

it('one that the pipeline alone uses, and the app may not read, is told once a day', async () => {
  const { look, logged, sasSecrets, pass } = setUp(routeWith(undefined));
  sasSecrets.beforeRead = async (uri) => {
    throw new SecretUnavailableError(uri, { words: '403' });
  };
  for (let hours = 0; hours < 24; hours += 1) {
    await look();
    pass(HOUR);
  }
  expect(logged).toEqual([expect.stringContaining('could not be looked after')]);
});

it('where the time never suffices for all, each has its turn', async () => {
  const other = `${SECRET}2`;
  const { look, put, versions, pass, sasSecrets } = setUp(routeWith(SAS), routeWith(SAS, 'other', other));
  put(1, true);
  put(1, true, other);
  let isSlow = true;
  sasSecrets.beforeRead = async () => {
    if (isSlow) pass(60_000);
    isSlow = false;
  };
  await look();
  expect(versions() + versions(other)).toBe(3);
  pass(HOUR);
  isSlow = true;
  await look();
  expect([versions(), versions(other)]).toEqual([2, 2]);
});

it('a vault that does not answer keeps no other one waiting', async () => {
  const other = 'https://other.example/secrets/sas';
  const { look, put, versions, sasSecrets } = setUp(routeWith(SAS), routeWith(SAS, 'other', other));
  put(1, true);
  put(1, true, other);
  let answer = (): void => {};
  const silence = new Promise<void>((resolve) => (answer = resolve));
  const stored = new Promise<void>((resolve) => {
    sasSecrets.beforeStore = async (uri) => {
      if (uri === other) resolve();
    };
  });
  sasSecrets.beforeRead = (uri) => (uri === SECRET ? silence : Promise.resolve());
  const looking = look();
  await stored;
  expect(versions()).toBe(1);
  answer();
  await looking;
  expect([versions(), versions(other)]).toEqual([2, 2]);
});

it('cut off before it was stored, the next look renews', async () => {
  const { put, look, versions, sasSecrets } = setUp(routeWith(SAS));
  put(1, true);
  sasSecrets.beforeStore = () => Promise.reject(new SecretUnwritableError(SECRET, { words: '403.' }));
  await look();
  expect(versions()).toBe(1);
  sasSecrets.beforeStore = async () => {};
  await look();
  expect(versions()).toBe(2);
});

it('leaves to the next look what the time does not suffice for; an unreadable file is logged', async () => {
  const { put, look, versions, deps, logged } = setUp(routeWith(SAS));
  put(1, true);
  await look(0);
  expect(versions()).toBe(1);
  deps.routes = { load: () => Promise.reject(new Error('ENOENT')) };
  await look();
  expect(logged).toEqual([expect.stringContaining('No SAS could be looked after')]);
});
