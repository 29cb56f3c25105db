import {
  AccessDeniedError,
  SecretUnavailableError,
  SecretUnwritableError,
  ServiceRefusedError,
  ServiceUnavailableError,
} from '../../../../src/domain/failures/errors';
import type { PipelineSettings } from '../../../../src/domain/pipelines/pipelineSettings';
import type { Route } from '../../../../src/domain/route';
import type { SasSettings } from '../../../../src/domain/sas/sasSettings';
import { fromTags } from '../../../../src/domain/sas/sasTags';
import { route, routeEnd, SOURCE, TARGET } from '../../../helpers/route';
import { createApi } from '../apiFixture';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-21T10:00:00Z');
const VAULT = 'https://vault.example/secrets';
const [EXPORT, IMPORT] = [`${VAULT}/export-sas`, `${VAULT}/import-sas`];
const DELEGATED: SasSettings = { by: 'userDelegation', validDays: 7, renewBeforeDays: 2 };
const BY_POLICY: SasSettings = {
  ...{ by: 'storedAccessPolicy', validDays: 90, renewBeforeDays: 30 },
  accountKeySecretUri: `${VAULT}/key`,
};

function settings(secretUri: string, sas?: SasSettings, options: string[] = []): PipelineSettings {
  return { options, storageAccessMode: 'SasToken', secretUri, ...(sas && { sas }) };
}

function routeWith(sas: SasSettings | undefined, options: string[] = [], name = 'prod'): Route {
  return route({
    name,
    source: routeEnd('builds', { pipelineSettings: settings(EXPORT, sas) }),
    target: routeEnd('production', { pipelineSettings: settings(IMPORT, sas, options) }),
  });
}

function setUp(...routes: Route[]) {
  const api = createApi();
  let now = NOW;
  const waits: number[] = [];
  api.deps.machine = {
    ...api.deps.machine,
    now: () => now,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
  api.sasIssuer.now = () => now;
  const use = (...all: Route[]) =>
    api.loadsRoutes({ routes: new Map(all.map((one) => [one.name, one])), mistakes: [] });
  use(...(routes.length > 0 ? routes : [routeWith(DELEGATED)]));
  const outcomes = async (query = '') => {
    const { status, body } = await api.issueSas('prod', query);
    return [status, ...(body.sas ?? []).map(({ outcome }: { outcome: string }) => outcome)];
  };
  const pass = (days: number): void => void (now += days * DAY);
  return { ...api, use, outcomes, pass, waits, versions: (uri: string) => api.sasSecrets.versions.get(uri) ?? [] };
}

describe('POST /api/routes/{route}/sas', () => {
  it('issues what each pipeline needs, stores it as the service reads it, and does not show it', async () => {
    const { issueSas, sasSecrets, logged } = setUp();
    const { status, body, text } = await issueSas('prod');
    expect(status).toBe(200);
    const times = { startsAt: '2026-11-21T09:45:00.000Z', expiresAt: '2026-11-28T09:45:00.000Z' };
    expect(body).toEqual({
      ...{ route: 'prod', dryRun: false },
      sas: [
        expect.objectContaining({ end: 'source', secretUri: EXPORT, outcome: 'issued', rights: 'rawl', ...times }),
        expect.objectContaining({ end: 'target', secretUri: IMPORT, outcome: 'issued', rights: 'rl', ...times }),
      ],
    });
    const { value, tags, version, ...attributes } = sasSecrets.latest(EXPORT);
    expect(value).toMatch(/^\?sv=.*&sp=rawl&.*sig=/);
    expect(body.sas[0].version).toBe(version);
    expect(attributes).toEqual({ startsAt: Date.parse(times.startsAt), expiresAt: Date.parse(times.expiresAt) });
    expect(fromTags(tags)).toEqual({
      ...{ route: 'prod', end: 'source', containerUri: SOURCE.containerUri, kind: 'userDelegation', rights: 'rawl' },
    });
    expect([text, JSON.stringify(tags), ...logged].join()).not.toMatch(/sig=|signature\d/);
    expect(logged.join()).toContain(`${EXPORT}/${version} for function key`);
  });

  it('a good one is kept; one that ends too soon, lacks rights or was asked for anew is not', async () => {
    const { outcomes, pass, use, versions, sasSecrets } = setUp();
    expect(await outcomes()).toEqual([200, 'issued', 'issued']);
    expect(await outcomes()).toEqual([200, 'kept', 'kept']);
    pass(4.9);
    expect(await outcomes()).toEqual([200, 'kept', 'kept']);
    pass(0.2);
    expect(await outcomes('?end=source')).toEqual([200, 'issued']);
    expect(versions(EXPORT)).toHaveLength(2);
    use(routeWith(DELEGATED, ['DeleteSourceBlobOnSuccess']));
    expect(await outcomes()).toEqual([200, 'kept', 'issued']);
    expect(sasSecrets.latest(IMPORT).value).toContain('sp=rdl');
    expect(await outcomes('?renew=true&end=source')).toEqual([200, 'issued']);
  });

  it('a dry run signs and stores nothing', async () => {
    const { outcomes, sasIssuer, sasSecrets } = setUp(routeWith(BY_POLICY));
    expect(await outcomes('?dryRun=true')).toEqual([200, 'wouldIssue', 'wouldIssue']);
    expect([sasIssuer.signed, sasSecrets.versions.size, sasIssuer.policiesOf(SOURCE)]).toEqual([0, 0, []]);
    await outcomes();
    expect(await outcomes('?dryRun=true')).toEqual([200, 'kept', 'kept']);
    expect(await outcomes('?dryRun=true&renew=true')).toEqual([200, 'wouldIssue', 'wouldIssue']);
    expect(sasIssuer.signed).toBe(2);
  });

  it('by policy: renewed, the policy lasts longer, and so does every SAS by it', async () => {
    const { issueSas, pass, sasIssuer } = setUp(routeWith(BY_POLICY));
    const first = (await issueSas('prod', '?end=source')).body.sas[0];
    const [policy] = sasIssuer.policiesOf(SOURCE);
    expect(policy).toEqual({ id: first.policy, rights: 'rawl', expiresAt: Date.parse(first.expiresAt) });
    pass(61);
    const second = (await issueSas('prod', '?end=source')).body.sas[0];
    expect([second.outcome, second.policy]).toEqual(['issued', first.policy]);
    expect(sasIssuer.policiesOf(SOURCE)).toEqual([{ ...policy, expiresAt: Date.parse(second.expiresAt) }]);
    expect(Date.parse(second.expiresAt) - Date.parse(first.expiresAt)).toBe(61 * DAY);
  });

  it('a new one that was asked for has a policy of its own, beside that of the old one', async () => {
    const { issueSas, sasIssuer } = setUp(routeWith(BY_POLICY));
    const first = (await issueSas('prod', '?end=source')).body.sas[0];
    const second = (await issueSas('prod', '?end=source&renew=true')).body.sas[0];
    expect(sasIssuer.policiesOf(SOURCE).map(({ id }) => id)).toEqual([first.policy, second.policy]);
  });

  it('a policy that was deleted to revoke its SAS does not come back', async () => {
    const { issueSas, sasIssuer } = setUp(routeWith(BY_POLICY));
    const first = (await issueSas('prod', '?end=source')).body.sas[0];
    sasIssuer.setPolicies(SOURCE, []);
    const second = (await issueSas('prod', '?end=source')).body.sas[0];
    expect([second.outcome, second.why]).toEqual([
      'issued',
      'The stored access policy of the SAS there is gone, or was changed.',
    ]);
    expect(sasIssuer.policiesOf(SOURCE).map(({ id }) => id)).toEqual([second.policy]);
    expect(second.policy).not.toBe(first.policy);
  });

  it('nor does one that was cut short for that', async () => {
    const { issueSas, outcomes, sasIssuer } = setUp(routeWith(BY_POLICY));
    const first = (await issueSas('prod', '?end=source')).body.sas[0];
    const short = { id: first.policy, rights: 'rawl', expiresAt: NOW + DAY };
    sasIssuer.setPolicies(SOURCE, [short]);
    expect(await outcomes('?end=source')).toEqual([200, 'issued']);
    expect(sasIssuer.policiesOf(SOURCE)).toEqual([short, expect.objectContaining({ rights: 'rawl' })]);
  });

  it('cut off between the policy and the secret, the next one goes on with the same policy', async () => {
    const { issueSas, outcomes, sasIssuer, sasSecrets } = setUp(routeWith(BY_POLICY));
    sasSecrets.beforeStore = () => Promise.reject(new SecretUnwritableError(EXPORT, { words: '403 Forbidden.' }));
    const { status, body } = await issueSas('prod', '?end=source');
    expect([status, body.code]).toEqual([503, 'secret_unwritable']);
    expect(body.nextStep).toContain('az role assignment create');
    sasSecrets.beforeStore = async () => {};
    expect(await outcomes('?end=source')).toEqual([200, 'issued']);
    expect(sasIssuer.policiesOf(SOURCE)).toHaveLength(1);
  });

  it('a good one that another host has stored meanwhile is kept', async () => {
    const { issueSas, sasIssuer, sasSecrets, versions, outcomes } = setUp();
    const other = setUp();
    await other.outcomes();
    const { value, tags, startsAt = 0, expiresAt = 0 } = other.sasSecrets.latest(EXPORT);
    sasIssuer.beforeProve = async () => void sasSecrets.put(EXPORT, value, { tags, startsAt, expiresAt });
    const { body } = await issueSas('prod', '?end=source');
    expect([body.sas[0].outcome, body.sas[0].version]).toEqual(['kept', sasSecrets.latest(EXPORT).version]);
    expect(versions(EXPORT)).toHaveLength(1);
    sasIssuer.beforeProve = async () => void sasSecrets.put(IMPORT, 'sv=1&se=2026-11-01&sp=rl&sr=c&sig=a');
    expect(await outcomes('?end=target')).toEqual([200, 'issued']);
  });

  it('a SAS that the service does not take is not stored; one by policy is given time to have effect', async () => {
    const { issueSas, outcomes, sasIssuer, sasSecrets, use, waits } = setUp();
    const denied = new AccessDeniedError('list it with the new SAS', 'a role', { words: '403.' });
    let refusals = Infinity;
    sasIssuer.beforeProve = async () => {
      if ((refusals -= 1) >= 0) throw denied;
    };
    expect((await issueSas('prod')).body.code).toBe('access_denied');
    expect([sasSecrets.versions.size, waits]).toEqual([0, []]);
    use(routeWith(BY_POLICY));
    expect((await issueSas('prod', '?end=source')).body.code).toBe('access_denied');
    expect(sasSecrets.versions.size).toBe(0);
    expect(waits.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(30_000);
    refusals = 5;
    expect(await outcomes('?end=source')).toEqual([200, 'issued']);
  });

  it('a firewall that refuses it is not waited for', async () => {
    const { issueSas, sasIssuer, use, waits } = setUp();
    use(routeWith(BY_POLICY));
    const words = '403 AuthorizationFailure: This request is not authorized to perform this operation.';
    sasIssuer.beforeProve = () =>
      Promise.reject(
        new AccessDeniedError('list it with the new SAS', 'a role', { words, code: 'AuthorizationFailure' }),
      );
    expect((await issueSas('prod', '?end=source')).body.code).toBe('access_denied');
    expect(waits).toEqual([]);
  });

  it('one that storage refuses is replaced although it looks good, where storage takes the next one', async () => {
    const { issueSas, outcomes, sasIssuer, sasSecrets, versions } = setUp();
    await outcomes();
    const dead = sasSecrets.latest(EXPORT).value.slice(1);
    let refused = (_sas: string): boolean => true;
    sasIssuer.beforeProve = async (sas) => {
      if (refused(sas)) throw new AccessDeniedError('list it', 'a role', { words: '403.' });
    };
    expect((await issueSas('prod', '?end=source')).body.code).toBe('access_denied');
    expect(versions(EXPORT)).toHaveLength(1);
    refused = (sas) => sas === dead;
    expect(await outcomes('?dryRun=true')).toEqual([200, 'wouldIssue', 'kept']);
    const { body } = await issueSas('prod', '?end=source');
    expect(body.sas[0]).toMatchObject({ outcome: 'issued', why: 'Storage refuses the SAS there.' });
    expect(await outcomes('?end=source')).toEqual([200, 'kept']);
  });

  it('weather while the one there is tried leaves it; any other refusal is told', async () => {
    const { issueSas, outcomes, sasIssuer, versions } = setUp();
    await outcomes();
    sasIssuer.beforeProve = () => Promise.reject(new ServiceUnavailableError('list it', { words: '503.' }));
    expect(await outcomes()).toEqual([200, 'kept', 'kept']);
    sasIssuer.beforeProve = () => Promise.reject(new ServiceRefusedError('list it', { words: '404.' }));
    expect((await issueSas('prod', '?end=source')).body.code).toBe('service_refused');
    expect(versions(EXPORT)).toHaveLength(1);
  });

  it('somebody else’s SAS is replaced when that is asked for; anything else in the secret is left', async () => {
    const { issueSas, outcomes, sasSecrets, versions } = setUp();
    sasSecrets.put(EXPORT, '?sv=1&se=2027-01-01T00%3A00%3A00Z&sp=racwdl&sr=c&sig=theirs');
    expect(await outcomes('?end=source')).toEqual([200, 'issued']);
    sasSecrets.put(IMPORT, `${Buffer.alloc(64, 7).toString('base64')}`);
    const { status, body } = await issueSas('prod', '?end=target');
    expect([status, body.code]).toEqual([409, 'sas_secret_taken']);
    expect(body.detail).toContain('what it holds is an account key, not a SAS');
    expect(versions(IMPORT)).toHaveLength(1);
  });

  it('two ends share a secret where they want the same SAS, and not otherwise', async () => {
    const same = setUp(routeWith(DELEGATED), routeWith(DELEGATED, [], 'other'));
    expect(await same.outcomes()).toEqual([200, 'issued', 'issued']);
    const { issueSas, sasSecrets } = setUp(
      routeWith(DELEGATED),
      routeWith(DELEGATED, ['DeleteSourceBlobOnSuccess'], 'other'),
    );
    const { status, body } = await issueSas('prod');
    expect([status, body.code]).toEqual([409, 'sas_secret_taken']);
    expect(body.detail).toContain('the target of the route "other" has another SAS there');
    expect([...sasSecrets.versions.keys()]).toEqual([EXPORT]);
  });

  it('letter case makes no other secret', async () => {
    const pipelineSettings = settings(IMPORT.toUpperCase(), DELEGATED, ['DeleteSourceBlobOnSuccess']);
    const other = route({ name: 'other', target: routeEnd('production', { pipelineSettings }) });
    const { issueSas, getSas } = setUp(
      routeWith(DELEGATED),
      other,
      route({
        name: 'same',
        source: routeEnd('builds', { pipelineSettings: settings(EXPORT), sasSecretUri: EXPORT.toUpperCase() }),
      }),
    );
    expect((await issueSas('prod', '?end=target')).body.code).toBe('sas_secret_taken');
    expect((await getSas('same', '?end=source')).body.sas).toMatchObject([{ usedBy: ['pipeline', 'app'] }]);
  });

  it('a route that describes no SAS is refused; of two ends, the described one gets one', async () => {
    const { issueSas, outcomes, use } = setUp(routeWith(undefined));
    const { status, body } = await issueSas('prod');
    expect([status, body.code]).toEqual([422, 'sas_undescribed']);
    use(route({ source: SOURCE, target: routeWith(DELEGATED).target! }));
    expect(await outcomes()).toEqual([200, 'issued']);
    expect((await issueSas('prod', '?end=source')).body.code).toBe('sas_undescribed');
  });

  it.each(['?end=both', '?dryRun=yes', '?renew=1', '?force=true'])('refuses "%s"', async (query) => {
    const { issueSas, sasSecrets } = setUp();
    expect((await issueSas('prod', query)).status).toBe(400);
    expect(sasSecrets.versions.size).toBe(0);
  });
});

describe('GET /api/routes/{route}/sas', () => {
  it('shows what the app made, and when it renews that', async () => {
    const { getSas, outcomes, pass } = setUp();
    await outcomes();
    pass(1);
    const { status, body, text } = await getSas('prod');
    expect([status, body.sas.length]).toEqual([200, 2]);
    expect(body.sas[0]).toEqual({
      ...{ end: 'source', secretUri: EXPORT, usedBy: ['pipeline'], version: expect.any(String) },
      ...{ managed: true, kind: 'userDelegation', rights: 'rawl', daysLeft: 5.9 },
      ...{ startsAt: '2026-11-21T09:45:00.000Z', expiresAt: '2026-11-28T09:45:00.000Z' },
      renewsAt: '2026-11-26T09:45:00.000Z',
    });
    expect(text).not.toMatch(/sig=|signature\d/);
  });

  it('shows what others made, also for the app itself, and what is wrong', async () => {
    const sasSecretUri = `${VAULT}/app-sas`;
    const { getSas, sasSecrets } = setUp(
      route({
        source: routeEnd('builds', { pipelineSettings: settings(EXPORT), sasSecretUri: EXPORT }),
        target: routeEnd('production', { pipelineSettings: settings(IMPORT, DELEGATED), sasSecretUri }),
      }),
    );
    sasSecrets.put(EXPORT, '?sv=1&se=2026-11-20T10%3A00%3A00Z&sp=rawl&sr=c&sig=theirs');
    sasSecrets.put(IMPORT, '?sv=1&se=2026-12-21T10%3A00%3A00Z&sp=l&sr=c&sig=theirs');
    const { body, text } = await getSas('prod');
    expect(body.sas).toMatchObject([
      { usedBy: ['pipeline', 'app'], managed: false, kind: 'accountKey', daysLeft: -1 },
      { usedBy: ['pipeline'], managed: false, problem: 'What is there is a SAS that lacks the permissions r (sp).' },
      { secretUri: sasSecretUri, usedBy: ['app'], managed: false, problem: 'There is no such secret.' },
    ]);
    expect(body.sas[0].problem).toContain('expired at 2026-11-20');
    expect(body.sas[1]).not.toHaveProperty('renewsAt');
    expect(text).not.toContain('theirs');
  });

  it('a secret that cannot be read says why; a route without SAS has none', async () => {
    const { getSas, sasSecrets, use } = setUp();
    sasSecrets.beforeRead = async (uri) => {
      if (uri === EXPORT) throw new SecretUnavailableError(uri, { words: '403 Forbidden.' });
    };
    expect((await getSas('prod')).body.sas).toMatchObject([{ failure: { code: 'secret_unavailable' } }, {}]);
    use(route({ source: SOURCE, target: TARGET }));
    expect((await getSas('prod')).body.sas).toEqual([]);
  });
});
