import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAdmin } from '../../../local/admin/startAdmin';
import { slowRuns } from '../../../local/demo/slowRuns';
import { realPlatform } from '../testPlatform';

type RunningAdmin = Awaited<ReturnType<typeof startAdmin>>;

let folder: string;
let running: RunningAdmin;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'slow runs '));
  running = await startAdmin(realPlatform, { port: 0, folder });
});
afterEach(async () => {
  await running.close();
  await rm(folder, { recursive: true });
});

it('gives a stack back the service times that it had', async () => {
  const { admin, origin } = running;
  admin.changeSettings({ exportSeconds: 0.5, slots: 3 });
  const restore = await slowRuns(`${origin}/admin`);
  expect(admin.settings).toMatchObject({ exportSeconds: 2, importSeconds: 2 });
  admin.changeSettings({ slots: 7 });
  await restore();
  expect(admin.settings).toMatchObject({ exportSeconds: 0.5, importSeconds: 0, slots: 7 });
});

it('says what the stack answers where that is no success', async () => {
  await expect(slowRuns(`${running.origin}/nowhere`)).rejects.toThrow(/^GET http.*\/nowhere\/settings answered 400: /);
});
