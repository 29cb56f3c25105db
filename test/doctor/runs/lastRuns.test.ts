import type { DoctorDependencies } from '../../../src/doctor/dependencies';
import { lastRuns } from '../../../src/doctor/runs/lastRuns';
import { exportOnlyRoute, route, SOURCE, TARGET } from '../../helpers/route';
import { AccessDeniedError } from '../../../src/domain/failures/errors';
import { BLOB_READER, SECRETS_USER } from '../../../src/domain/roles/builtInRoles';
import { FakeResourceManager } from '../../helpers/fakeResourceManager';
import { FakeRoutePipelines } from '../../helpers/fakeRoutePipelines';
import { ACCOUNT_ID } from '../../helpers/fakeStorageFacts';
import { FakeRegistries } from '../../helpers/fakeRegistries';

const NOW = Date.parse('2026-11-20T10:00:00Z');

function createLook() {
  const registries = new FakeRegistries();
  let now = NOW;
  registries.now = () => now;
  const [routePipelines, roles] = [new FakeRoutePipelines(), new FakeResourceManager()];
  const deps = {
    ...{ pipelineRuns: registries.pipelineRuns, routePipelines, machine: { now: () => now } },
    ...{ resources: roles, roleAssignments: roles },
  } as unknown as DoctorDependencies;
  return {
    registries,
    roles,
    routePipelines,
    pass: (milliseconds: number) => (now += milliseconds),
    source: (of = route()) => lastRuns.look(deps, { route: of, name: 'source', end: SOURCE }),
    target: () => lastRuns.look(deps, { route: route(), name: 'target', end: TARGET }),
    async imported(run: string, errorMessage?: string) {
      await registries.pipelines.startImport(TARGET, 'prod', run, 'app.tar.gz');
      const state = errorMessage === undefined ? 'Succeeded' : 'Failed';
      registries.setRun(TARGET, run, {
        provisioningState: state,
        status: state,
        ...(errorMessage !== undefined && { errorMessage }),
      });
      now += 60_000;
    },
  };
}

describe('last_runs', () => {
  it('is ok where none ended, and where the last one succeeded', async () => {
    const look = createLook();
    expect(await look.target()).toEqual({
      status: 'ok',
      evidence:
        'Of 0 runs that the registry remembers, none of the import pipeline productionpipeline of the registry production ended lately.',
    });
    await look.imported('first', 'Forbidden.');
    await look.imported('second');
    const found = await look.target();
    expect(found.status).toBe('ok');
    expect(found.evidence).toContain('second (2026-11-20T10:01:00.000Z), succeeded');
  });

  it('warns of failures after the last success, in the words of the service, the latest first, over all pages', async () => {
    const look = createLook();
    await look.imported('good');
    for (const each of ['one', 'two', 'three', 'four']) await look.imported(each, `${each}: Failed to access storage.`);
    const { status, evidence, fix } = await look.target();
    expect(status).toBe('warning');
    expect(evidence).toContain('4 runs, among them four (2026-11-20T10:04:00.000Z): four: Failed to access storage.');
    expect(evidence).not.toContain('one:');
    expect(fix?.say).toContain('the storage');
    expect(fix?.command).toBe('curl -X POST "$FERRY_URL/api/routes/prod/canary" -H "x-functions-key: $FERRY_KEY"');
  });

  it.each([
    ['Key vault: 403 Forbidden.', 'key vault'],
    ['The pipeline was deleted.', 'rows about it'],
    ['Too many requests: 429.', 'something that passes'],
    ['403 Forbidden.', 'a refusal'],
    ['The artifact is odd.', 'one artifact'],
  ])('sends to the row that the words are about: %s', async (words, place) => {
    const look = createLook();
    await look.imported('bad', words);
    expect((await look.target()).fix?.say).toContain(place);
  });

  it('names a refusal propagation where the role of the pipeline was too new to act', async () => {
    const look = createLook();
    const { containerUri } = TARGET;
    await look.routePipelines.put('target', TARGET, {
      containerUri,
      storageAccessMode: 'ManagedIdentity',
      options: [],
    });
    look.roles.accounts.set(containerUri.replace(/\/[^/]+$/, ''), ACCOUNT_ID);
    const { principalId = '' } = look.routePipelines.at('target', TARGET).identity ?? {};
    const given = (createdOn: string | undefined) => {
      const role = { roleDefinitionId: BLOB_READER.roleDefinitionId, scope: ACCOUNT_ID, principalId };
      look.roles.assignments.splice(0, 1, { ...role, ...(createdOn !== undefined && { createdOn }) });
      return look.target();
    };
    await look.imported('bad', 'Failed to access storage. Service request failed. Status: 403 (Forbidden)');
    expect((await look.target()).evidence).not.toContain('propagation');
    const found = await given('2026-11-20T09:55:00Z');
    expect(found.evidence).toMatch(/acts by 2026-11-20T10:05:00.000Z: until then a refusal is propagation/);
    expect(found.fix?.say).toMatch(/^Wait until 2026-11-20T10:05:00.000Z, and retry the transfer\./);
    for (const old of ['2026-11-20T09:00:00Z', undefined])
      expect((await given(old)).evidence).not.toContain('propagation');
    look.roles.assignedTo = () => Promise.reject(new AccessDeniedError('list roles', 'Reader', { words: '403' }));
    expect((await look.target()).evidence).not.toContain('propagation');
  });

  it.each([
    ['Failed to access storage. Service request failed. Status: 403 (Forbidden)', 'storage'],
    ['Key vault: 403 Forbidden.', 'vault'],
    ['403 Forbidden.', 'either'],
  ])('looks for new roles only where the refusal came from: %s', async (words, place) => {
    const look = createLook();
    const { containerUri } = TARGET;
    const secretUri = 'https://ferryvault.vault.example/secrets/sas';
    await look.routePipelines.put('target', TARGET, {
      ...{ containerUri, secretUri, storageAccessMode: 'SasToken', options: [] },
    });
    const { principalId = '' } = look.routePipelines.at('target', TARGET).identity ?? {};
    const vault = '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/ferryvault';
    look.roles.vaults.set('https://ferryvault.vault.example', { id: vault, hasRoles: true });
    const { roleDefinitionId } = SECRETS_USER;
    look.roles.assignments.push({ roleDefinitionId, scope: vault, principalId, createdOn: '2026-11-20T09:55:00Z' });
    await look.imported('bad', words);
    const { evidence } = await look.target();
    expect(evidence.includes('propagation')).toBe(place !== 'storage');
  });

  it('forgets what failed weeks ago', async () => {
    const look = createLook();
    await look.imported('bad', 'Forbidden.');
    look.pass(15 * 24 * 3_600_000);
    expect((await look.target()).status).toBe('ok');
  });

  it('names no canary where there is none: a route with one end', async () => {
    const look = createLook();
    await look.registries.pipelines.startExport(SOURCE, 'prod', 'bad', { blobName: 'b', artifacts: ['app:1'] });
    look.registries.setRun(SOURCE, 'bad', { provisioningState: 'Failed', errorMessage: 'Forbidden.' });
    const { status, fix } = await look.source(exportOnlyRoute());
    expect([status, fix?.command]).toEqual(['warning', undefined]);
  });

  it('stops reading a list without end, and says so', async () => {
    const look = createLook();
    for (let run = 0; run < 10; run += 1) await look.imported(`run${run}`, 'Forbidden.');
    const { list } = look.registries.pipelineRuns;
    look.registries.pipelineRuns.list = (...asked) => {
      look.pass(7_000);
      return list(...asked);
    };
    for (const run of look.registries.runs.values()) run.pipelineId = 'another';
    expect((await look.target()).evidence).toContain('the first 4 runs, more were too many to read, that');
  });
});
