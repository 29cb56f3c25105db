import type { PipelineList, PipelinesApplied, PipelinesDeleted } from '../../src/functions/http/schemas/pipelineView';
import type { Problem } from '../../src/functions/http/schemas/problem';
import { type Answer, request } from './helpers/request';
import { ROUTE, type Ferry, startFerry } from './helpers/startFerry';
import { connectTransferApi } from './helpers/transferApi';

const DESCRIBED = 'described';

describe('pipelines that the routes file describes', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }) => {
        const { source, target } = structuredClone(routes[ROUTE]) as { source: object; target: object };
        routes[DESCRIBED] = {
          source: { ...source, pipeline: 'describedexport', pipelineSettings: {} },
          target: { ...target, pipeline: 'describedimport', pipelineSettings: {} },
        };
      },
    });
  });
  afterAll(() => ferry?.stop());

  const call = <T>(method: string, query = '', route = DESCRIBED): Promise<Answer<T & Problem>> =>
    request<T & Problem>(`${ferry.stack.endpoints.host}/api/routes/${route}/pipelines${query}`, { method });
  const outcomes = ({ json }: Answer<(PipelinesApplied | PipelinesDeleted) & Problem>) =>
    json?.pipelines?.map(({ outcome }) => outcome);
  const changes = async () => {
    const steps = ['arm.exportPipelines.put', 'arm.importPipelines.put'];
    const logged = (await Promise.all(steps.map((step) => ferry.runs.requests(step)))).flat();
    return logged.filter(({ path, status }) => path.includes('/described') && status < 300).length;
  };

  it('are made, once, by two at once; what they need is what lets a transfer run; they go when nothing needs them', async () => {
    // Prepare
    const { stack, push, hold, held, release } = ferry;
    const api = connectTransferApi(stack.endpoints.host, DESCRIBED);
    await stack.admin('PUT', 'settings', { pipelineSeconds: 1 });
    const before = [await ferry.runs.pipeline('source'), await ferry.runs.pipeline('target')];

    // Act
    const undescribed = await call<PipelinesApplied>('PUT', '', ROUTE);
    const dry = await call<PipelinesApplied>('PUT', '?dryRun=true');
    const afterDry = await changes();
    const both = await Promise.all([call<PipelinesApplied>('PUT'), call<PipelinesApplied>('PUT')]);
    const afterBoth = await changes();
    const again = await call<PipelinesApplied>('PUT');
    const shown = await call<PipelineList>('GET');
    const without = await api.start([await push('described/early:1.0')]);
    const early = await api.reportOf(without.id);
    for (const { needs } of shown.json?.pipelines ?? [])
      for (const { principalId, role, scope } of needs)
        await stack.admin('PUT', 'role-assignments', { principalId, role, scope });
    const { id } = await api.start([await push('described/app:1.0')]);
    const report = await api.reportOf(id);

    await hold('run.import.finish');
    const living = await api.start([await push('described/slow:1.0')]);
    await held('run.import.finish');
    const refused = await call<PipelinesDeleted>('DELETE', `?confirm=${DESCRIBED}`);
    await release('run.import.finish');
    expect((await api.reportOf(living.id)).outcome).toBe('succeeded');
    const unconfirmed = await call<PipelinesDeleted>('DELETE');
    const deleted = await call<PipelinesDeleted>('DELETE', `?confirm=${DESCRIBED}`);
    const left = await call<PipelineList>('GET');

    // Assess
    expect([undescribed.status, undescribed.json?.code]).toEqual([422, 'pipeline_undescribed']);
    expect([dry.status, outcomes(dry), afterDry]).toEqual([200, ['wouldCreate', 'wouldCreate'], 0]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    for (const end of [0, 1]) expect(both.map((one) => outcomes(one)?.[end])).toContain('created');
    expect(afterBoth).toBe(2);
    expect([again.status, outcomes(again), await changes()]).toEqual([200, ['unchanged', 'unchanged'], 2]);
    expect(shown.json?.pipelines.map(({ difference }) => difference)).toEqual([[], []]);
    expect(shown.json?.pipelines[1]?.actual).toMatchObject({
      sourceTrigger: 'Disabled',
      provisioningState: 'Succeeded',
    });
    expect(early.outcome).not.toBe('succeeded');
    expect(report.outcome).toBe('succeeded');
    expect([refused.status, refused.json?.code]).toEqual([409, 'pipeline_in_use']);
    expect(refused.json?.detail).toContain(living.id);
    expect([unconfirmed.status, unconfirmed.json?.code]).toEqual([400, 'confirmation_required']);
    expect([deleted.status, outcomes(deleted)]).toEqual([200, ['deleted', 'deleted']]);
    expect(left.json?.pipelines.map(({ actual }) => actual)).toEqual([undefined, undefined]);
    expect([await ferry.runs.pipeline('source'), await ferry.runs.pipeline('target')]).toEqual(before);
  });

  it('a failure is told in the service’s words, with its correlation id, and mended by the next PUT', async () => {
    const { stack } = ferry;
    await stack.admin('PUT', 'settings', { pipelineSeconds: 0.5, pipelineFailure: 'There is no such vault.' });
    const failed = await call<PipelinesApplied>('PUT', '?end=target');
    await stack.admin('PUT', 'settings', { pipelineSeconds: 0, pipelineFailure: '' });
    const mended = await call<PipelinesApplied>('PUT', '?end=target');
    expect([failed.status, failed.json?.code]).toEqual([503, 'pipeline_failed']);
    expect(failed.json?.detail).toContain('There is no such vault.');
    expect(failed.json?.correlationId).toMatch(/\S/);
    expect([mended.status, outcomes(mended)]).toEqual([200, ['updated']]);
  });
});
