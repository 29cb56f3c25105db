import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { blocksBetween } from '../../../src/domain/copy/blockPlan';
import { forkTypeScript } from '../../helpers/forkTypeScript';
import { until } from '../../local/callHttp';
import { putExport, readBlob, stagedBlocks, startCopy, startCopyCloud, MIB, type CopyCloud } from './copyCloud';
import type { CopyOrder } from './copyProcess';

let cloud: CopyCloud;
let folder: string;
let child: ChildProcess | undefined;
beforeAll(async () => {
  cloud = await startCopyCloud();
  folder = await mkdtemp(path.join(tmpdir(), 'copy test '));
  await writeFile(path.join(folder, 'ca.pem'), cloud.cert);
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await cloud.close();
  await rm(folder, { recursive: true });
});

it.each([
  ['server', 'PutBlockFromURL'],
  ['relay', 'PutBlock'],
] as const)('killed at half of it, %s: only the missing blocks are sent', async (strategy, operation) => {
  const name = `${strategy}-killed.tar.gz`;
  const bytes = await putExport(cloud.outgoing, name, 8 * MIB);
  const app = cloud.createApp({ strategy });
  const { plan, blob, copyBlocks, commit } = await startCopy(app, name);
  const step = `storage.${operation}`;
  cloud.admin.holds.hold(step);
  child = forkTypeScript(path.join(__dirname, 'copyProcess.ts'), [], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') },
  });
  const inAnHour = new Date(Date.now() + 3_600_000);
  const order: CopyOrder = {
    strategy,
    copy: {
      source: { ...cloud.source, sasSecretUri: 'source' },
      target: { ...cloud.target, sasSecretUri: 'target' },
      blob,
    },
    blocks: blocksBetween(plan, blob.etag, 0, plan.blockCount - 1),
    secrets: { source: cloud.sas('rl'), target: cloud.sas('racwdl', inAnHour, 'incoming') },
  };
  child.send(order);
  for (let block = 0; block < 4; block += 1) {
    await until(() => cloud.admin.holds.waiting(step) === 1);
    cloud.admin.holds.release(step);
    await new Promise((resolve) => setImmediate(resolve));
    cloud.admin.holds.hold(step);
  }
  await until(() => cloud.admin.holds.waiting(step) === 1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  // The end of a request is noticed while it is held, unless half of its body is still to be read: that one is void.
  await until(() => strategy === 'relay' || cloud.admin.holds.waiting(step) === 0);
  cloud.admin.holds.release(step);
  expect(await stagedBlocks(cloud.incoming, name)).toBe(4);

  expect(await copyBlocks()).toMatchObject({ complete: true });
  await commit();
  expect((await readBlob(cloud.incoming, name))?.equals(bytes)).toBe(true);
  const sent = cloud.admin.requests.list({ step, path: name }).filter(({ status }) => status === 201);
  expect(sent).toHaveLength(8);
  expect(new Set(sent.map(({ blockId }) => blockId)).size).toBe(8);
});
