import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findSecrets } from './helpers/findSecrets';
import { requireNoSecrets } from './helpers/requireNoSecrets';
import { type Ferry, startFerry } from './helpers/startFerry';

const MIB = 1024 * 1024;
const SECRET_PLACES = [
  {
    file: /[\\/]pipelineRuns[\\/]/,
    because: 'what a failed run says is the service’s own, and is made to hold secrets',
  },
  { file: /^storage[\\/]/, because: 'the search is tried with secrets that are written into a blob' },
];

describe('nothing that is stored holds a secret', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({ secretPlaces: SECRET_PLACES });
  });
  afterAll(() => ferry?.stop());

  it('after transfers that succeeded, failed and were cut off', async () => {
    // Prepare
    const { api, push, fault, hold, held, release, stack, storage } = ferry;
    const succeeded = await api.start([await push('quiet/succeeded:1.0', 3 * MIB)]);
    expect((await api.reportOf(succeeded.id)).outcome).toBe('succeeded');

    await fault({
      step: 'run.export.beforeBlob',
      action: { type: 'failRun', message: 'at https://x/y?sig=abc%2F123 with Bearer eyJhbGciOi.eyJzdWIi.c2ln' },
    });
    const failed = await api.start([await push('quiet/failed:1.0')]);
    const report = await api.reportOf(failed.id);
    expect(report.outcome).toBe('failed');

    const heal = await fault({ step: 'arm.pipelineRuns.get', times: 0, action: { type: 'answer', status: 401 } });
    const denied = await api.start([await push('quiet/denied:1.0')]);
    expect((await api.reportOf(denied.id)).failures).toMatchObject([{ code: 'access_denied' }]);
    await heal();

    await hold('run.import.finish');
    const cut = await api.start([await push('quiet/cut:1.0')]);
    await held('run.import.finish');
    const log = ferry.host().log();
    await ferry.host().kill();
    await ferry.startHost();
    await release('run.import.finish');
    expect((await api.reportOf(cut.id)).outcome).toBe('succeeded');

    const hostLog = path.join(stack.folder, 'logs', 'host of the test.log');
    await writeFile(hostLog, `${log}\n${ferry.host().log()}`);

    // Act
    const { files, found } = await findSecrets(stack);

    // Assess
    // What the failed run itself says is the service's own, and was made to hold secrets.
    const failedRun = path.join('pipelineRuns', `${report.batches[0]?.exportRun?.resourceId.split('/').at(-1)}.json`);
    expect(found.filter((what) => !what.endsWith(failedRun))).toEqual([]);
    expect(found).toContainEqual(expect.stringContaining(failedRun));
    for (const part of ['host', 'storage', 'management', 'admin', 'registries', 'logs']) {
      expect(files.some((file) => file.startsWith(`${part}${path.sep}`))).toBe(true);
    }
    expect(await storage.readState(`reports/${failed.id}.json`)).toContain('export_run_failed');
  });

  it.each([
    ['a signature', (): string => '{"url":"https://a/b?sv=2021&sig=abc%2Bdef%3D"}', 'sig='],
    ['a bearer token', (): string => '{"authorization":"Bearer abc.def"}', 'Bearer'],
    ['a token alone', (): string => '{"token":"eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."}', 'eyJ'],
    ['an account key', (): string => JSON.stringify(ferry.stack.keys.accounts), 'key of'],
    ['the identity header', (): string => ferry.stack.keys.identityHeader, 'identity header'],
  ])('the search finds %s in a stored document', async (_, secret, what) => {
    // Prepare
    const { storage, stack } = ferry;
    await storage.writeState('reports/planted.json', secret());

    // Act
    const { found } = await findSecrets(stack);

    // Assess
    expect(found).toContainEqual(expect.stringContaining(what));
    await storage.writeState('reports/planted.json', '{}');
  });

  it('a suite fails at its end where one was stored elsewhere than it says, or logged', async () => {
    // Prepare
    const { storage, stack } = ferry;
    await storage.writeState('reports/planted.json', '{"authorization":"Bearer abc.def"}');

    // Act and assess
    await expect(requireNoSecrets(stack, [], [])).rejects.toThrow(/Bearer in storage/);
    await expect(requireNoSecrets(stack, ['sent Bearer abc.def'], SECRET_PLACES)).rejects.toThrow(
      'Bearer in the log of a host',
    );
    await expect(requireNoSecrets(stack, ['sent Bearer …'], SECRET_PLACES)).resolves.toBeUndefined();
    await storage.writeState('reports/planted.json', '{}');
  });
});
