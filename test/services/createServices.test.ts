import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServices } from '../../src/services/createServices';
import { MACHINE } from '../../src/services/machine';
import { loadAppSettings } from '../../src/settings/loadAppSettings';
import { fileOf, source, target } from '../settings/routesFile';

let folder: string;
let time = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'services test '));
});
afterAll(() => rm(folder, { recursive: true }));

it('the routes are read when they are asked for, and again once they are older than 30 seconds', async () => {
  const file = path.join(folder, 'routes.json');
  const settings = loadAppSettings({
    FERRY_ROUTES: file,
    FERRY_STATE_CONTAINER: 'https://state.blob.core.windows.net/ferry',
  });
  const { routes } = createServices(settings, { ...MACHINE, now: () => time });
  await expect(routes.load()).rejects.toThrow(`The routes file could not be read from ${file}`);
  await writeFile(file, fileOf({ first: { source: source(), target: target() } }));
  expect((await routes.load()).routes.get('first')).toMatchObject({ name: 'first' });
  await writeFile(file, fileOf({ second: { source: source(), target: target() } }));
  time = 29_999;
  expect((await routes.load()).routes.get('second')).toBeUndefined();
  time = 30_000;
  expect((await routes.load()).routes.get('second')).toMatchObject({ name: 'second' });
});
