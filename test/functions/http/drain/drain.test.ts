import { ServiceUnavailableError, StateUnreadableError } from '../../../../src/domain/failures/errors';
import { OrchestrationRuntimeStatus } from 'durable-functions';
import { beginDrain } from '../../../../src/domain/pause/drain';
import { NO_PAUSES } from '../../../../src/domain/pause/pauses';
import { APP_VERSION } from '../../../../src/domain/version';
import type { DrainView } from '../../../../src/functions/http/schemas/drainView';
import { partialReport } from '../../../helpers/partialReport';
import { route } from '../../../helpers/route';
import { createApi } from '../apiFixture';

const NOW = '2026-11-21T10:00:00.000Z';
const BY = { kind: 'functionKey', name: 'function key' } as const;
const kindsOf = ({ alive }: DrainView): string[] => alive.map(({ kind }) => kind);
const ASKED = { route: 'prod', artifacts: ['app:1.0'] };

/** As the activity `writeReport` does, before the orchestration gives its turn on. */
async function writeEnd({ transfers }: ReturnType<typeof createApi>, id: string): Promise<void> {
  const record = await transfers.find(id);
  if (!record) throw new Error(`There is no transfer ${id}.`);
  await transfers.writeReport({ ...partialReport([]), id });
  await transfers.index(record, 'succeeded');
}

function endOrchestration({ client }: ReturnType<typeof createApi>, id: string): void {
  const instance = client.instances.get(id);
  if (!instance) throw new Error(`The orchestration ${id} was never started.`);
  instance.status = OrchestrationRuntimeStatus.Completed;
}

async function endTransfer(api: ReturnType<typeof createApi>, id: string): Promise<void> {
  await writeEnd(api, id);
  endOrchestration(api, id);
}

it('nothing new starts, whoever asks for it; what was started before is found, and the refusal says what to do', async () => {
  const api = createApi();
  const { body: known } = await api.post(ASKED, { 'idempotency-key': 'known' });
  expect(await api.beginDrain({ body: '{"reason": "0.2.0"}' })).toMatchObject({
    status: 200,
    body: { draining: true, drained: false, begun: { at: NOW, by: BY, reason: '0.2.0' }, appVersion: APP_VERSION },
  });
  const refusals = await Promise.all([
    api.post(ASKED, { 'idempotency-key': 'new' }),
    api.send('startCleanup', '/cleanup'),
    api.rebuildLedger('prod'),
    api.sendCanary('prod'),
  ]);
  for (const { status, body, headers } of refusals) {
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'draining', '60']);
    expect(body.detail).toContain('function key drains the app (0.2.0)');
    expect(body.nextStep).toContain('GET /api/drain shows what still runs');
  }
  expect(api.client.starts).toEqual([`transfer ${known.id}`]);
  expect(await api.post(ASKED, { 'idempotency-key': 'known' })).toMatchObject({ status: 202, body: { id: known.id } });
  expect([...api.transfers.states.keys()]).toEqual([known.id]);
  expect((await api.canaries.read('prod'))?.canary).toBeUndefined();
});

it('shows what is alive: transfers, arrivals, cleanups, rebuilds and canaries, of which version and since when', async () => {
  const api = createApi();
  const { body: transfer } = await api.post(ASKED);
  await api.send('startCleanup', '/cleanup', { body: '{"dryRun": true}' });
  await api.rebuildLedger('prod');
  await api.beginDrain();
  const { body } = await api.getDrain();
  expect(body.alive).toEqual([
    {
      ...{ kind: 'transfer', id: transfer.id, route: 'prod', since: NOW, appVersion: APP_VERSION },
      statusUrl: `https://app.example/api/transfers/${transfer.id}`,
    },
    {
      ...{ kind: 'cleanup', id: expect.stringMatching(/^cleanup-/) as string, since: NOW, appVersion: APP_VERSION },
      statusUrl: expect.stringMatching(/\/api\/cleanups\/cleanup-/) as string,
    },
    {
      ...{ kind: 'rebuild', id: expect.any(String) as string, route: 'prod', since: NOW, appVersion: APP_VERSION },
      statusUrl: 'https://app.example/api/routes/prod/ledger/rebuild',
    },
  ]);
});

it('is drained when all has ended, and lasts until somebody ends it', async () => {
  const api = createApi();
  const { body: transfer } = await api.post(ASKED);
  await api.beginDrain();
  expect((await api.getDrain()).body.drained).toBe(false);
  await endTransfer(api, transfer.id);
  expect((await api.getDrain()).body).toMatchObject({ draining: true, drained: true, alive: [] });
  expect((await api.beginDrain({ body: '{"reason": "again"}' })).body.begun).not.toHaveProperty('reason');
  const { body: ended } = await api.endDrain();
  expect(ended).toMatchObject({ draining: false, drained: false, ended: { at: NOW, by: BY } });
  expect((await api.post(ASKED)).status).toBe(202);
});

it('a transfer that is over is alive for as long as its orchestration: it writes the index again, or gives its turn on', async () => {
  const api = createApi();
  const { body: transfer } = await api.post(ASKED);
  await api.beginDrain();
  await api.transfers.writeReport({ ...partialReport([]), id: transfer.id });
  const alive = [{ kind: 'transfer', id: transfer.id, route: 'prod', since: NOW, appVersion: APP_VERSION }];
  expect((await api.getDrain()).body).toMatchObject({ drained: false, alive });
  await writeEnd(api, transfer.id);
  expect((await api.getDrain()).body).toMatchObject({ drained: false, alive });
  endOrchestration(api, transfer.id);
  expect((await api.getDrain()).body).toMatchObject({ drained: true, alive: [] });
});

it("an orchestration lives also where its transfer is not known; those of other apps on the hub are nobody's concern", async () => {
  const api = createApi();
  await api.beginDrain();
  const status = OrchestrationRuntimeStatus.Running;
  const lost = `t${'a'.repeat(32)}`;
  api.client.instances.set(`${lost}-b-1`, { status, name: 'batch', createdTime: new Date(NOW) });
  api.client.instances.set('theirs', { status, name: 'batch' });
  expect((await api.getDrain()).body).toMatchObject({
    drained: false,
    alive: [{ kind: 'transfer', id: lost, since: NOW }],
  });
  endOrchestration(api, `${lost}-b-1`);
  expect((await api.getDrain()).body.drained).toBe(true);
});

it.each(['beginDrain', 'endDrain'] as const)('%s takes no reason that does something to a terminal', async (call) => {
  const api = createApi();
  for (const reason of ['\u001b[31mred', 'two\nlines', '\0', '   ']) {
    const { status, body } = await api[call]({ body: JSON.stringify({ reason }) });
    expect([status, body.code, body.errors[0].path]).toEqual([400, 'request_invalid', 'reason']);
  }
  expect((await api.pauses.read()).pauses).toEqual(NO_PAUSES);
});

it('a second begin answers with the first reason', async () => {
  const api = createApi();
  await api.beginDrain({ body: '{"reason": "first"}' });
  const { status, body } = await api.beginDrain({ body: '{"reason": "second"}' });
  expect([status, body.begun.reason]).toEqual([200, 'first']);
});

it('a start that passed its look before the drain began is seen; one that looks later is refused, and leaves nothing', async () => {
  for (const isFaster of [true, false]) {
    const api = createApi();
    const { pauses } = api;
    // The start has put its line on the index, and reads whether the app is drained.
    const drain = async (): Promise<void> => {
      pauses.beforeRead = async () => {};
      await pauses.write(beginDrain(NO_PAUSES, { at: NOW, by: BY }), undefined);
    };
    let seen: unknown[] = [];
    if (isFaster) {
      const { claim } = api.transfers;
      api.transfers.claim = async (record) => {
        await drain();
        seen = (await api.getDrain()).body.alive;
        return claim.call(api.transfers, record);
      };
    } else pauses.beforeRead = drain;
    const { status } = await api.post(ASKED);
    expect(status).toBe(isFaster ? 202 : 503);
    expect(seen).toHaveLength(isFaster ? 1 : 0);
    const { body } = await api.getDrain();
    expect([body.drained, body.alive.length]).toEqual(isFaster ? [false, 1] : [true, 0]);
    expect(api.client.starts).toHaveLength(isFaster ? 1 : 0);
    expect(api.transfers.states.size).toBe(isFaster ? 1 : 0);
  }
});

it('begins, shows and ends a drain also while the routes file cannot be read', async () => {
  const api = createApi();
  await api.rebuildLedger('prod');
  await api.sendCanary('prod');
  api.failRoutes(new Error('The share is away.'));
  for (const ask of [api.beginDrain, api.getDrain, api.endDrain]) {
    const { status, body } = await ask();
    expect([status, kindsOf(body)]).toEqual([200, ['transfer', 'rebuild', 'canary']]);
  }
});

it('shows the rebuild of a route that is gone, and no canary that nobody looks after any more', async () => {
  const api = createApi();
  await api.rebuildLedger('prod');
  await api.sendCanary('prod');
  api.loadsRoutes({ routes: new Map(), mistakes: [] });
  expect(kindsOf((await api.beginDrain()).body)).toEqual(['transfer', 'rebuild']);
});

it('a line of a start that was cut off keeps nobody for ever', async () => {
  const api = createApi();
  const line = { id: 't0', route: 'prod', artifacts: [], startedBy: BY, pinnedRoute: route() };
  await api.transfers.index({ ...line, createdAt: '2026-11-21T09:55:00.000Z' }, 'accepted');
  await api.transfers.index({ ...line, id: 't1', createdAt: '2026-11-21T09:49:00.000Z' }, 'accepted');
  const { body } = await api.getDrain();
  expect(body.alive.map(({ id }: { id: string }) => id)).toEqual(['t0']);
});

it('a line of a call that came second is not waited for, nor listed', async () => {
  const api = createApi();
  const record = { id: 't0', route: 'prod', artifacts: [], startedBy: BY, pinnedRoute: route(), createdAt: NOW };
  await api.transfers.claim({ ...record, createdAt: '2026-11-21T09:00:00.000Z' });
  await api.transfers.index(record, 'accepted');
  expect((await api.getDrain()).body.alive).toEqual([]);
  expect((await api.list()).body).toEqual({ transfers: [] });
});

it('a route shows that the app is drained', async () => {
  const api = createApi();
  await api.beginDrain();
  expect((await api.listRoutes()).body.routes[0]).toMatchObject({ paused: true, draining: true });
});

it('the version of the app and of its state are told, also where the state does not answer', async () => {
  const api = createApi();
  expect((await api.getVersion()).body).toEqual({ appVersion: APP_VERSION, stateSchema: { known: 1 } });
  await api.stateSchemas.write({ version: 1, writtenBy: '0.2.0', at: NOW }, undefined);
  expect((await api.getVersion()).body.stateSchema).toEqual({ known: 1, found: 1, writtenBy: '0.2.0' });
});

it('a look that fails is heard at once: a failure that nobody waits for ends the process', async () => {
  const api = createApi();
  api.transfers.list = () => Promise.reject(new ServiceUnavailableError('list', { words: '503' }));
  api.canaries.routes = () => new Promise(() => undefined);
  expect((await api.getDrain()).status).toBe(503);
});

it('pauses that are damaged are told with a code and what to do, and nothing starts as though there were none', async () => {
  const api = createApi();
  api.pauses.read = () =>
    Promise.reject(new StateUnreadableError('pauses.json', 'pauses: it is missing', 'delete it.'));
  const answers = [await api.post(ASKED), await api.getDrain(), await api.beginDrain({ body: '{}' })];
  for (const { status, body, headers } of answers) {
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'state_unreadable', '60']);
    expect(body.nextStep).toContain('Restore an earlier version of the blob pauses.json');
  }
  expect(api.client.starts).toEqual([]);
});
