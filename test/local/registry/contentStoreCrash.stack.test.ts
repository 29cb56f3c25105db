import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { MACHINE } from '../../../local/machine';
import { createContentStore } from '../../../local/registry/createContentStore';
import { digestOf } from '../../../local/registry/digest';
import { forkTypeScript } from '../../helpers/forkTypeScript';
import type { Acknowledged } from './contentStoreProcess';

let folder: string;

beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'ferry crash '))));
afterEach(() => rm(folder, { recursive: true, force: true }));

async function killAfter(lines: number): Promise<Acknowledged[]> {
  const child = forkTypeScript(path.join(__dirname, 'contentStoreProcess.ts'), [path.join(folder, 'store')], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const seen: Acknowledged[] = [];
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout! })) {
    seen.push(JSON.parse(line) as Acknowledged);
    if (seen.length === lines) child.kill('SIGKILL');
  }
  await exited;
  return seen;
}

it.each([2, 9, 40])('a store killed after %i answers has all it answered for, and nothing half', async (lines) => {
  const seen = await killAfter(lines);
  expect(seen.length).toBeGreaterThanOrEqual(lines);
  const store = await createContentStore(path.join(folder, 'store'), MACHINE);
  expect(await readdir(path.join(folder, 'store', 'temporary'))).toEqual([]);

  const pushed = seen.filter((line) => line.digest !== undefined);
  for (const { digest = '', layer = '' } of pushed) {
    expect((await store.getManifest('app', digest))?.digest).toBe(digest);
    const bytes = Buffer.concat((await store.readBlob('app', layer).toArray()) as Buffer[]);
    expect(digestOf(bytes)).toBe(layer);
  }
  const entries = (await store.listManifests('app')) ?? [];
  for (const { digest } of entries) {
    const bytes = (await store.getManifest('app', digest))?.bytes ?? Buffer.alloc(0);
    expect(digestOf(bytes)).toBe(digest);
  }
  for (const tag of (await store.listTags('app')) ?? []) {
    expect(entries.map((entry) => entry.digest)).toContain(tag.digest);
  }
  const uploads = seen.filter((line) => line.upload !== undefined);
  const last = uploads.at(-1);
  expect(await store.uploads.size('app', last?.upload ?? '')).toBeGreaterThanOrEqual(last?.size ?? Infinity);
});
