import { outcomesOf, type CleanupItem } from '../../../../src/domain/retention/cleanup';
import { createApi } from '../apiFixture';

const item = (name: string, changes: Partial<CleanupItem> = {}): CleanupItem => ({
  ...{ route: 'prod', side: 'source', kind: 'exportRun', name, action: 'remove', why: 'It is old.' },
  ...changes,
});

it('a cleanup of all routes is accepted, found, and shown with its summary once it has ended', async () => {
  const { send, cleanups, client } = createApi();
  const { status, headers, body } = await send('startCleanup', '/cleanup');
  expect([status, headers['location'], body.dryRun, body.state]).toEqual([202, body.statusUrl, false, 'accepted']);
  expect(body.routes).toContain('prod');
  expect(client.starts).toEqual([expect.stringContaining(body.id)]);
  const params = { id: body.id };
  expect((await send('getCleanup', `/cleanups/${body.id}`, { params })).status).toBe(202);
  const summary = [{ route: 'prod', kind: 'exportRun', outcome: 'removed', why: 'It is old.', count: 2 }] as const;
  const endedAt = '2026-11-21T10:05:00.000Z';
  await cleanups.writeEnd(body.id, {
    outcome: 'succeeded',
    endedAt,
    pages: [1, 1],
    summary: [...summary],
    failures: [],
  });
  const ended = await send('getCleanup', `/cleanups/${body.id}`, { params });
  expect([ended.status, ended.body.state, ended.body.summary]).toEqual([200, 'succeeded', summary]);
  expect((await send('listCleanups', '/cleanups')).body).toEqual({ cleanups: [ended.body] });

  const blob = item('x.tar.gz', { kind: 'copy', side: 'target' });
  await cleanups.keepDecisions(body.id, '0-0', { items: [item('e1')] });
  await cleanups.keepOutcomes(body.id, '0-0', { items: [{ ...item('e1'), outcome: 'removed' }] });
  await cleanups.keepDecisions(body.id, '1-0', { items: [blob, { ...blob, action: 'keep' }] });
  const first = await send('listCleanupItems', `/cleanups/${body.id}/items`, { params });
  expect(first.body.items).toEqual([expect.objectContaining({ outcome: 'removed', why: 'It is old.' })]);
  expect(first.body.items[0].resource).toMatch(/\/registries\/\w+\/pipelineRuns\/e1$/);
  expect(first.body.next).toBe(`${ended.body.itemsUrl}?page=2`);
  const second = await send('listCleanupItems', `/cleanups/${body.id}/items?page=2`, { params });
  expect(second.body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['unknown', 'kept']);
  expect(second.body.next).toBeUndefined();
  expect((await send('listCleanupItems', `/cleanups/${body.id}/items?page=3`, { params })).body).toEqual({ items: [] });
});

it('one route, and a dry run, are asked for by the body', async () => {
  const { send } = createApi();
  const body = JSON.stringify({ route: 'prod', dryRun: true });
  const { status, body: shown } = await send('startCleanup', '/cleanup', { body });
  expect([status, shown.routes, shown.dryRun]).toEqual([202, ['prod'], true]);
  const other = await send('startCleanup', '/cleanup', { body: JSON.stringify({ route: 'prod' }) });
  expect([other.status, other.body.code]).toEqual([409, 'cleanup_running']);
  expect(other.body.detail).toContain(shown.id);
});

it.each([
  [{ route: 'nope' }, 422, 'route_unknown'],
  [{ route: 'broken' }, 422, 'route_invalid'],
  [{ route: '' }, 400, 'request_invalid'],
  [{ dryrun: true }, 400, 'request_invalid'],
  [{ dryRun: 'yes' }, 400, 'request_invalid'],
])('%j is refused, and nothing begins', async (body, status, code) => {
  const { send, cleanups } = createApi();
  const answer = await send('startCleanup', '/cleanup', { body: JSON.stringify(body) });
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(cleanups.records.size).toBe(0);
});

it.each(['cleanup-1', '../latest', 'cleanup-99999999T999999999Z-00000000'])('%s is no cleanup', async (id) => {
  const { send } = createApi();
  for (const [name, path] of [
    ['getCleanup', ''],
    ['listCleanupItems', '/items'],
  ] as const) {
    const { status, body } = await send(name, `/cleanups/x${path}`, { params: { id } });
    expect([status, body.code]).toEqual([404, 'cleanup_unknown']);
  }
});

it('a page of a dry run says what would be removed', () => {
  expect(outcomesOf({ items: [item('e1')] }, undefined, true)).toEqual([{ ...item('e1'), outcome: 'wouldRemove' }]);
});
