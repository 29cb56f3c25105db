import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { MACHINE } from '../../../local/machine';
import { createContentStore } from '../../../local/registry/createContentStore';
import { digestOf } from '../../../local/registry/digest';

const STORE = path.resolve('dist/local/registry/createContentStore.js');

/** Pushes images as fast as it can and prints what the store has acknowledged, one JSON document a line. */
const WRITER = `
const { createContentStore } = require(${JSON.stringify(STORE)});
const { MACHINE } = require(${JSON.stringify(path.resolve('dist/local/machine.js'))});
const { createHash, randomBytes } = require('node:crypto');
const { Readable } = require('node:stream');
const digestOf = (bytes) => 'sha256:' + createHash('sha256').update(bytes).digest('hex');
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
(async () => {
  const store = await createContentStore(process.argv[1], MACHINE);
  const id = await store.uploads.begin('app');
  say({ upload: id, size: 0 });
  let size = 0;
  const uploads = (async () => {
    for (;;) say({ upload: id, size: (size = await store.uploads.append('app', id, Readable.from([randomBytes(5000)]))) });
  })();
  const images = (async (lane) => {
    for (let n = 0; ; n++) {
      const layer = randomBytes(200000);
      await store.writeBlob('app', digestOf(layer), Readable.from([layer]));
      const bytes = Buffer.from(JSON.stringify({ layers: [digestOf(layer)], n, lane }));
      const digest = await store.putManifest('app', { mediaType: 'x', bytes }, 'latest-' + lane);
      say({ digest, layer: digestOf(layer), tag: 'latest-' + lane });
    }
  });
  await Promise.all([uploads, images(1), images(2)]);
})();
`;

interface Acknowledged {
  digest?: string;
  layer?: string;
  tag?: string;
  upload?: string;
  size?: number;
}

let folder: string;

beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'ferry crash '))));
afterEach(() => rm(folder, { recursive: true, force: true }));

async function killAfter(lines: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, ['-e', WRITER, path.join(folder, 'store')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const seen: Acknowledged[] = [];
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
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
