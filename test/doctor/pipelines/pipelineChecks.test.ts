import { PIPELINE_CHECKS } from '../../../src/doctor/pipelines/pipelineChecks';
import { pipelineAsDescribed } from '../../../src/doctor/pipelines/pipelineAsDescribed';
import { pipelineContainer } from '../../../src/doctor/pipelines/pipelineContainer';
import { pipelineDeletesBlobs } from '../../../src/doctor/pipelines/pipelineDeletesBlobs';
import { pipelineIdentity } from '../../../src/doctor/pipelines/pipelineIdentity';
import { pipelineOptions } from '../../../src/doctor/pipelines/pipelineOptions';
import { pipelineProvisioned } from '../../../src/doctor/pipelines/pipelineProvisioned';
import { sourceTrigger } from '../../../src/doctor/pipelines/sourceTrigger';
import type { ActualPipeline } from '../../../src/domain/pipelines/pipeline';
import type { PipelineSettings } from '../../../src/domain/pipelines/pipelineSettings';
import type { Route } from '../../../src/domain/route';
import type { EndName } from '../../../src/domain/runs/runFilter';
import { doctorPorts } from '../../helpers/fakeDoctorPorts';
import { exportOnlyRoute, route, SOURCE, TARGET } from '../../helpers/route';
import { look } from '../look';

const SETTINGS: Record<EndName, PipelineSettings> = {
  source: { storageAccessMode: 'ManagedIdentity', options: ['OverwriteBlobs', 'ContinueOnErrors'] },
  target: {
    storageAccessMode: 'ManagedIdentity',
    options: ['OverwriteTags', 'ContinueOnErrors'],
    sourceTrigger: 'Disabled',
  },
};
const DESCRIBED = route({
  source: { ...SOURCE, pipelineSettings: SETTINGS.source },
  target: { ...TARGET, pipelineSettings: SETTINGS.target },
});

/** Both pipelines as they should be, but for changes of one of them. */
async function made(change: (target: ActualPipeline, source: ActualPipeline) => void = () => undefined) {
  const ports = doctorPorts();
  const { routePipelines } = ports;
  await routePipelines.put('source', SOURCE, { containerUri: SOURCE.containerUri, ...SETTINGS.source });
  await routePipelines.put('target', TARGET, { containerUri: TARGET.containerUri, ...SETTINGS.target });
  change(routePipelines.at('target', TARGET), routePipelines.at('source', SOURCE));
  return ports;
}

describe.each(['source', 'target'] as const)('checks of the pipeline of the %s', (name) => {
  const own = PIPELINE_CHECKS.filter((check) => check.about === 'end' && (check.only ?? name) === name);
  const cases = own.map((check) => [check.code, check] as const);

  it.each(cases)('%s: nothing wrong, described or not', async (_code, check) => {
    expect(await look(check, await made(), { name })).toMatchObject({ status: 'ok' });
    expect(await look(check, await made(), { name, route: DESCRIBED })).toMatchObject({ status: 'ok' });
  });

  it.each(cases)('%s: one that is not there turns one row red', async (code, check) => {
    const { status } = await look(check, doctorPorts(), { name });
    expect(status).toBe(code === 'pipeline_provisioned' ? 'failed' : 'notCheckable');
  });
});

describe('pipeline_provisioned', () => {
  it('is no matter of a registry that is not there', async () => {
    const ports = doctorPorts();
    ports.registries.changed.set('production', undefined);
    expect(await look(pipelineProvisioned, ports)).toMatchObject({ status: 'notCheckable' });
  });

  it('is yellow while the service is at work, and red once it gave up', async () => {
    const working = await made((target) => void (target.provisioningState = 'Updating'));
    working.routePipelines.kept.forEach((kept) => (kept.looks = 1));
    expect(await look(pipelineProvisioned, working)).toMatchObject({ status: 'warning' });
    const given = await made(
      (target) => void Object.assign(target, { provisioningState: 'Failed', errorMessage: 'No vault.' }),
    );
    const found = await look(pipelineProvisioned, given);
    expect([found.status, found.evidence]).toEqual(['failed', expect.stringContaining('No vault.')]);
  });
});

describe('pipeline_container', () => {
  it('is red where it is another one, and says where it is that of the other end', async () => {
    const ports = await made((target) => void (target.containerUri = `${SOURCE.containerUri}/`));
    const found = await look(pipelineContainer, ports);
    expect([found.status, found.evidence]).toEqual(['failed', expect.stringContaining('that of the other end')]);
    expect(found.fix?.command).toContain(`--set 'properties.source.uri=${TARGET.containerUri}'`);
  });
});

describe('pipeline_as_described', () => {
  it('is yellow for what differs, but the container, which has its own row', async () => {
    const ports = await made((target) => {
      target.options = ['OverwriteTags'];
      target.containerUri = SOURCE.containerUri;
    });
    const found = await look(pipelineAsDescribed, ports, { route: DESCRIBED });
    expect(found.status).toBe('warning');
    expect(found.evidence).toContain('options is OverwriteTags, not ContinueOnErrors, OverwriteTags');
    expect(found.evidence).not.toContain('containerUri');
    expect(found.fix?.command).toContain('curl -X PUT "$FERRY_URL/api/routes/prod/pipelines?end=target"');
  });
});

describe('pipeline_identity', () => {
  it('is red without one, and yellow while its object id is not known', async () => {
    const without = await made((target) => void delete target.identity);
    expect(await look(pipelineIdentity, without)).toMatchObject({ status: 'failed' });
    const untold = await made((target) => void (target.identity = { type: 'SystemAssigned', userAssigned: [] }));
    expect(await look(pipelineIdentity, untold)).toMatchObject({ status: 'warning' });
  });

  it('may be user-assigned', async () => {
    const userAssigned = [{ id: '/subscriptions/x/ferry', principalId: 'p1' }];
    const ports = await made((target) => void (target.identity = { type: 'UserAssigned', userAssigned }));
    expect(await look(pipelineIdentity, ports)).toMatchObject({
      status: 'ok',
      evidence: expect.stringContaining('p1') as string,
    });
  });
});

describe('pipeline_deletes_blobs', () => {
  it('is red, and the other options stay', async () => {
    const ports = await made((target) => void target.options.push('deleteSourceBlobOnSuccess'));
    const found = await look(pipelineDeletesBlobs, ports);
    expect([found.status, found.fix?.command]).toEqual([
      'failed',
      expect.stringContaining(`--set 'properties.options=["OverwriteTags","ContinueOnErrors"]'`),
    ]);
  });
});

describe('what the routes file itself asks for', () => {
  const put = 'curl -X PUT "$FERRY_URL/api/routes/prod/pipelines?end=target"';
  const describing = (settings: Partial<PipelineSettings>) =>
    route({ target: { ...TARGET, pipelineSettings: { ...SETTINGS.target, ...settings } } });

  it('pipeline_deletes_blobs: is taken from there before it is applied', async () => {
    const ports = await made((target) => void target.options.push('DeleteSourceBlobOnSuccess'));
    const asked = describing({ options: ['OverwriteTags', 'ContinueOnErrors', 'DeleteSourceBlobOnSuccess'] });
    const { fix } = await look(pipelineDeletesBlobs, ports, { route: asked });
    expect([fix?.say, fix?.command]).toEqual([
      expect.stringContaining('Take the option from "pipelineSettings"'),
      expect.stringContaining(put),
    ]);
    expect((await look(pipelineDeletesBlobs, ports, { route: DESCRIBED })).fix?.say).not.toContain('Take the option');
  });

  it('source_trigger: is taken from there, too', async () => {
    const ports = await made((target) => void (target.sourceTrigger = 'Enabled'));
    const { fix } = await look(sourceTrigger, ports, { route: describing({ sourceTrigger: 'Enabled' }) });
    expect([fix?.say, fix?.command]).toEqual([
      expect.stringContaining('Take "sourceTriggerEnabled" from "pipelineSettings"'),
      expect.stringContaining(put),
    ]);
    expect((await look(sourceTrigger, ports, { route: DESCRIBED })).fix?.say).not.toContain('sourceTriggerEnabled');
  });
});

describe('pipeline_options', () => {
  it('is yellow for each one that is missing', async () => {
    const ports = await made((target) => void (target.options = []));
    const found = await look(pipelineOptions, ports);
    expect([found.status, found.evidence]).toEqual([
      'warning',
      expect.stringMatching(/OverwriteTags.*ContinueOnErrors/),
    ]);
  });

  it('looks at what the routes file says, where it says something', async () => {
    const ports = await made((target) => void (target.options = []));
    expect(await look(pipelineOptions, ports, { route: DESCRIBED })).toMatchObject({ status: 'ok' });
  });

  it('asks for no ContinueOnErrors where the route has no target', async () => {
    const ports = await made((_, source) => void (source.options = ['OverwriteBlobs']));
    const at = { name: 'source', route: exportOnlyRoute() } as const;
    expect(await look(pipelineOptions, ports, at)).toMatchObject({ status: 'ok' });
    expect(await look(pipelineOptions, ports, { name: 'source' })).toMatchObject({ status: 'warning' });
  });
});

describe('source_trigger', () => {
  const enabled = () => made((target) => void (target.sourceTrigger = 'Enabled'));

  it('is yellow where the app creates the runs itself', async () => {
    const found = await look(sourceTrigger, await enabled());
    expect([found.status, found.fix?.command]).toEqual([
      'warning',
      expect.stringContaining('sourceTrigger.status=Disabled'),
    ]);
  });

  it('may be enabled on a route that imports what arrives', async () => {
    const { source: _none, ...importOnly } = route();
    const at: Route = { ...importOnly, arrivals: { prefix: '', manifestWaitMinutes: 15, takeOverMinutes: 20 } };
    expect(await look(sourceTrigger, await enabled(), { route: at })).toMatchObject({ status: 'ok' });
  });
});
