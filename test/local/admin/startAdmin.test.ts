import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Admin } from '../../../local/admin/createAdmin';
import { startAdmin } from '../../../local/admin/startAdmin';
import { callHttp, until } from '../callHttp';
import { realPlatform } from '../testPlatform';

describe('admin endpoint', () => {
  let folder: string;
  let origin: string;
  let admin: Admin;
  let close: () => Promise<void>;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'admin test '));
    ({ origin, admin, close } = await startAdmin(realPlatform, { port: 0, folder }));
  });
  afterEach(async () => {
    await close();
    await rm(folder, { recursive: true });
  });

  const call = (method: string, resource: string, body?: unknown) =>
    callHttp(method, `${origin}/admin/${resource}`, body === undefined ? {} : { body });

  it('says what there is', async () => {
    const { status, json } = await call('GET', '');
    expect(status).toBe(200);
    expect(json.steps).toContain('run.export.start');
    expect(Object.keys(json.endpoints)).toContain('PUT /admin/settings');
  });

  it('changes the settings that are named, and keeps them over a restart', async () => {
    const { json } = await call('PUT', 'settings', { slots: 2, exportSeconds: 0.5 });
    expect(json).toMatchObject({ slots: 2, exportSeconds: 0.5, pageSize: 50 });
    await close();
    ({ origin, admin, close } = await startAdmin(realPlatform, { port: 0, folder }));
    expect(admin.settings).toMatchObject({ slots: 2, exportSeconds: 0.5, pageSize: 50 });
  });

  it.each([
    ['PUT', 'settings', { slot: 2 }, 'slots'],
    ['PUT', 'settings', { slots: 'two' }, 'a whole number from 1 upwards'],
    ['PUT', 'settings', { slots: 0 }, 'a whole number from 1 upwards'],
    ['PUT', 'settings', 'no json', 'a value: an object'],
    ['POST', 'faults', { action: { type: 'explode' } }, '{"type":"drop"}'],
    ['POST', 'faults', { action: { type: 'failRun', message: 'no' }, step: 'arm.pipelineRuns.put' }, '{"type":"drop"}'],
    ['POST', 'faults', { action: { type: 'drop' }, path: '(' }, 'a regular expression'],
    ['POST', 'faults', { action: { type: 'drop' }, steps: 'x' }, 'step'],
    ['POST', 'faults', { action: { type: 'drop' }, step: 'arm.pipelineRuns.patch' }, 'arm.<resource>'],
    ['PUT', 'holds/run.export.begin', undefined, 'run.export.start'],
    ['PUT', 'holds/runs.*', undefined, 'run.export.start'],
    ['PUT', 'role-assignments', { principalId: 'x' }, 'Storage Blob Data Contributor'],
    ['GET', 'requests?colour=red', undefined, 'plane'],
    ['GET', 'nonsense', undefined, 'GET /admin/settings'],
  ])('%s %s %j is refused with what is expected', async (method, resource, body, expected) => {
    const { status, json } = await call(method, resource, body);
    expect(status).toBe(400);
    const [mistake] = json.error.mistakes;
    expect(mistake).toEqual({ path: expect.any(String), problem: expect.any(String), expected: expect.any(String) });
    expect(mistake.expected).toContain(expected);
    expect(json.error.message).toContain(`${mistake.path} ${mistake.problem}; expected ${mistake.expected}.`);
  });

  it('names every mistake of a body at once', async () => {
    // Prepare
    const action = { type: 'answer', status: 99, headers: { a: 1 } };
    const fault = { step: 1, path: '(', times: -1, action, registri: 'one' };

    // Act
    const { json } = await call('POST', 'faults', fault);

    // Assess
    expect(json.error.mistakes).toEqual([
      { path: 'step', problem: 'is 1', expected: 'a text' },
      { path: 'path', problem: 'is "("', expected: 'a regular expression' },
      { path: 'times', problem: 'is -1', expected: 'a whole number; 0 means always' },
      { path: 'action.status', problem: 'is 99', expected: 'a whole number from 200 to 599' },
      { path: 'action.headers.a', problem: 'is 1', expected: 'a text' },
      { path: 'registri', problem: 'is not known', expected: '"registry", perhaps' },
    ]);
  });

  it('names a key that comes twice, and where', async () => {
    const doubled = await call('PUT', 'settings', '{"slots":1,"slots":2}');
    const problem = 'is a key that this object already has';
    expect(doubled.json.error.mistakes).toEqual([{ path: 'line 1, column 12', problem, expected: 'every key once' }]);
  });

  it('refuses steps of storage when no gate stands in front of it', async () => {
    await close();
    ({ origin, admin, close } = await startAdmin(realPlatform, { port: 0, folder, storageGate: false }));
    const error = { mistakes: [{ path: 'step', expected: 'a start with FERRY_LOCAL_STORAGE_GATE=1' }] };
    expect(await call('PUT', 'holds/storage.Put*')).toMatchObject({ status: 400, json: { error } });
    const fault = { step: 'storage.GetBlob', action: { type: 'drop' } };
    expect(await call('POST', 'faults', fault)).toMatchObject({ status: 400, json: { error } });
    expect((await call('PUT', 'holds/run.*')).status).toBe(200);
  });

  it('lets a fault strike as often as it says, where it says', async () => {
    const action = { type: 'answer', status: 503, retryAfter: 2 };
    await call('POST', 'faults', { step: 'arm.pipelineRuns.*', registry: 'one', path: 'runs/[ab]$', times: 2, action });
    const strike = (step: string, registry: string, at: string) =>
      admin.passes(step, { method: 'GET', registry, path: at });
    expect(await strike('arm.pipelineRuns.get', 'two', '/runs/a')).toBeUndefined();
    expect(await strike('arm.registries.get', 'one', '/runs/a')).toBeUndefined();
    expect(await strike('arm.pipelineRuns.get', 'one', '/runs/c')).toBeUndefined();
    expect(await strike('arm.pipelineRuns.get', 'one', '/runs/a')).toEqual(action);
    expect(await strike('arm.pipelineRuns.put', 'one', '/runs/b')).toEqual(action);
    expect(await strike('arm.pipelineRuns.put', 'one', '/runs/b')).toBeUndefined();
    expect((await call('GET', 'faults')).json).toEqual([]);
  });

  it('ends a fault that strikes always when it is deleted', async () => {
    const { json } = await call('POST', 'faults', { step: '*', times: 0, action: { type: 'drop' } });
    for (let time = 0; time < 3; time += 1) expect(await admin.passes('storage.GetBlob', {})).toEqual({ type: 'drop' });
    expect(await admin.passes('run.export.start', {})).toBeUndefined();
    await call('DELETE', `faults/${json.id}`);
    expect(await admin.passes('storage.GetBlob', {})).toBeUndefined();
  });

  it('holds a step until it is released, and counts who waits', async () => {
    await call('PUT', 'holds/run.export.start');
    let passed = 0;
    const both = [1, 2].map(() => admin.passes('run.export.start', {}).then(() => (passed += 1)));
    await until(async () => (await call('GET', 'holds/run.export.start')).json.waiting === 2);
    await admin.passes('run.export.finish', {});
    expect(passed).toBe(0);
    expect((await call('DELETE', 'holds/run.export.start')).json).toEqual({ released: 2 });
    await Promise.all(both);
    expect((await call('GET', 'holds/run.export.start')).status).toBe(404);
  });

  it('covers everything below the scope of a role assignment, and nothing beside it', async () => {
    const principalId = '00000000-0000-0000-0000-000000000009';
    const assignment = { principalId, role: 'Reader', scope: 'https://127.0.0.1:1/account/one' };
    await call('PUT', 'role-assignments', assignment);
    await call('PUT', 'role-assignments', { ...assignment, scope: `${assignment.scope}/` });
    expect((await call('GET', 'role-assignments')).json).toHaveLength(1);
    const may = (uri: string) => admin.hasRole(principalId, ['Reader'], uri);
    expect(may('https://127.0.0.1:1/account/one/blob')).toBe(true);
    expect(may('https://127.0.0.1:1/account/one2')).toBe(false);
    expect(may('https://127.0.0.1:1/account')).toBe(false);
    expect((await call('DELETE', 'role-assignments', assignment)).json).toEqual({ removed: 1 });
    expect(may('https://127.0.0.1:1/account/one')).toBe(false);
  });

  it('counts requests by step and clears them', async () => {
    // Prepare
    const entry = { method: 'GET', path: '/x', status: 200 };
    admin.requests.add({ ...entry, plane: 'arm', step: 'arm.registries.get' });
    admin.requests.add({ ...entry, plane: 'storage', step: 'storage.GetBlob' });

    // Act
    const { json } = await call('GET', 'requests?plane=arm');
    await call('DELETE', 'requests');
    const cleared = await call('GET', 'requests');

    // Assess
    expect(json).toMatchObject({ total: 1, counts: { 'arm.registries.get': 1 } });
    expect(cleared.json.total).toBe(0);
  });
});
