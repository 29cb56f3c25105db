import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { MACHINE } from '../../../local/machine';
import { createContentStore, type DiskContentStore } from '../../../local/registry/createContentStore';
import { digestOf } from '../../../local/registry/digest';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

let folder: string;
let store: DiskContentStore;

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'ferry store ')), 'with a space');
  store = await createContentStore(folder, MACHINE);
});

afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

async function read(repository: string, digest: string, range?: { start: number; end: number }): Promise<Buffer> {
  return Buffer.concat(await store.readBlob(repository, digest, range).toArray());
}

function pieces(bytes: Buffer, size: number): Readable {
  const parts: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += size) parts.push(bytes.subarray(start, start + size));
  return Readable.from(parts);
}

async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

describe('layers', () => {
  const bytes = randomBytes(300_000);
  const digest = digestOf(bytes);

  it.each(['sha256', 'sha512'] as const)('are stored and read back by %s', async (algorithm) => {
    const named = digestOf(bytes, algorithm);
    await store.writeBlob('team/app', named, pieces(bytes, 7919));
    expect(await store.blobSize('team/app', named)).toBe(bytes.length);
    expect((await read('team/app', named)).equals(bytes)).toBe(true);
    expect((await read('team/app', named, { start: 10, end: 19 })).equals(bytes.subarray(10, 20))).toBe(true);
  });

  it('may be empty', async () => {
    await store.writeBlob('app', digestOf(Buffer.alloc(0)), Readable.from([]));
    expect(await store.blobSize('app', digestOf(Buffer.alloc(0)))).toBe(0);
    expect(await read('app', digestOf(Buffer.alloc(0)))).toHaveLength(0);
  });

  it('are seen only by the repositories that have them, and shared on disk', async () => {
    await store.writeBlob('one', digest, Readable.from([bytes]));
    expect(await store.blobSize('two', digest)).toBeUndefined();
    expect(() => store.readBlob('two', digest)).toThrow(/two has no layer sha256:/);
    expect(await store.mountBlob('three', 'two', digest)).toBe(false);
    expect(await store.mountBlob('one', 'two', digest)).toBe(true);
    expect((await read('two', digest)).equals(bytes)).toBe(true);
    const copies = (await filesBelow(folder)).filter((file) => path.basename(file) === digest.slice(7));
    expect(copies).toHaveLength(1);
  });

  it('with another digest leave nothing behind', async () => {
    const before = await filesBelow(folder);
    const wrong = digestOf(Buffer.from('something else'));
    await expect(store.writeBlob('app', wrong, Readable.from([bytes]))).rejects.toThrow(/has digest .*, not /);
    expect(await store.blobSize('app', wrong)).toBeUndefined();
    expect(await filesBelow(folder)).toEqual(before);
  });

  it('that break off leave nothing behind', async () => {
    const before = await filesBelow(folder);
    const broken = Readable.from(
      (async function* () {
        yield bytes.subarray(0, 1000);
        await Promise.resolve();
        throw new Error('connection reset');
      })(),
    );
    await expect(store.writeBlob('app', digest, broken)).rejects.toThrow('connection reset');
    expect(await filesBelow(folder)).toEqual(before);
  });

  it('may be pushed by several at once', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => store.writeBlob(`app-${index % 2}`, digest, pieces(bytes, 1000 + index))),
    );
    expect((await read('app-0', digest)).equals(bytes)).toBe(true);
    expect((await read('app-1', digest)).equals(bytes)).toBe(true);
    expect(await readdir(path.join(folder, 'temporary'))).toEqual([]);
  });

  it.each(['../evil', 'UPPER', 'a//b', ''])('are refused for the repository name "%s"', async (name) => {
    await expect(store.writeBlob(name, digest, Readable.from([bytes]))).rejects.toThrow(/is not a repository name/);
  });
});

describe('uploads', () => {
  const bytes = randomBytes(50_000);

  it('take one piece at a time, and are as they were when one breaks off', async () => {
    const id = await store.uploads.begin('app');
    await store.uploads.append('app', id, Readable.from([bytes.subarray(0, 1000)]));
    let cut = (_reason: Error): void => undefined;
    const held = new Promise<never>((_, reject) => (cut = reject));
    const slow = store.uploads.append(
      'app',
      id,
      Readable.from(
        (async function* () {
          yield bytes.subarray(1000, 2000);
          yield await held;
        })(),
      ),
    );
    await expect(
      (async () => {
        for (;;) await store.uploads.append('app', id, Readable.from([]));
      })(),
    ).rejects.toThrow(/receiving another piece/);
    cut(new Error('connection reset'));
    await expect(slow).rejects.toThrow('connection reset');
    expect(await store.uploads.size('app', id)).toBe(1000);
    await store.uploads.append('app', id, Readable.from([bytes.subarray(1000)]));
    await store.uploads.finish('app', id, digestOf(bytes));
    expect((await read('app', digestOf(bytes))).equals(bytes)).toBe(true);
    expect(await store.uploads.size('app', id)).toBeUndefined();
  });

  it('belong to one repository', async () => {
    const id = await store.uploads.begin('app');
    expect(await store.uploads.size('other', id)).toBeUndefined();
    expect(await store.uploads.size('app', '../../etc')).toBeUndefined();
    expect(await store.uploads.size('app', id)).toBe(0);
  });

  it('end under a SHA-512 digest too, and under no wrong one', async () => {
    const upload = async (digest: string): Promise<void> => {
      const id = await store.uploads.begin('app');
      await store.uploads.append('app', id, pieces(bytes, 999));
      await store.uploads.finish('app', id, digest);
    };
    const digest = digestOf(bytes, 'sha512');
    await upload(digest);
    expect(await store.blobSize('app', digest)).toBe(bytes.length);
    await expect(upload(digestOf(Buffer.from('other'), 'sha512'))).rejects.toThrow(/has digest sha512:/);
    expect(await filesBelow(path.join(folder, 'uploads'))).toEqual([]);
  });
});

describe('manifests and tags', () => {
  const first = { mediaType: MANIFEST, bytes: Buffer.from('{"schemaVersion":2, "first": true}') };
  const second = { mediaType: MANIFEST, bytes: Buffer.from('{"schemaVersion":2, "second": true}') };

  it('keep the exact bytes, by tag and by digest', async () => {
    const digest = await store.putManifest('app', first, 'v1');
    expect(digest).toBe(digestOf(first.bytes));
    for (const reference of ['v1', digest]) {
      expect(await store.getManifest('app', reference)).toEqual({ digest, ...first });
    }
    expect(await store.getManifest('app', 'v2')).toBeUndefined();
    expect(await store.getManifest('other', digest)).toBeUndefined();
  });

  it('move a tag and keep when it was created', async () => {
    await store.putManifest('app', first, 'v1');
    const created = (await store.listTags('app'))?.[0];
    const digest = await store.putManifest('app', second, 'v1');
    expect(await store.listTags('app')).toEqual([
      expect.objectContaining({ name: 'v1', digest, createdTime: created?.createdTime }),
    ]);
    expect((await store.listManifests('app'))?.map((entry) => entry.tags)).toEqual(
      expect.arrayContaining([[], ['v1']]),
    );
  });

  it('moved by many at once end at one of them, on disk as in memory', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        store.putManifest('app', { mediaType: MANIFEST, bytes: Buffer.from(`{"n":${index}}`) }, 'latest'),
      ),
    );
    const shown = await store.getManifest('app', 'latest');
    const reopened = await createContentStore(folder, MACHINE);
    expect(await reopened.getManifest('app', 'latest')).toEqual(shown);
    expect(await reopened.listManifests('app')).toHaveLength(20);
  });

  it('are listed sorted, and undefined for a repository that does not exist', async () => {
    await store.putManifest('team/b', first, 'b');
    await store.putManifest('team/b', first, 'a');
    await store.putManifest('team/a', second);
    await store.writeBlob('only-layers', digestOf(Buffer.from('x')), Readable.from([Buffer.from('x')]));
    expect(await store.listRepositories()).toEqual(['team/a', 'team/b']);
    expect((await store.listTags('team/b'))?.map((tag) => tag.name)).toEqual(['a', 'b']);
    expect(await store.listTags('team/a')).toEqual([]);
    expect(await store.listTags('nowhere')).toBeUndefined();
    expect(await store.listManifests('nowhere')).toBeUndefined();
  });

  it('take their tags along when deleted', async () => {
    const digest = await store.putManifest('app', first, 'v1');
    await store.putManifest('app', second, 'v2');
    expect(await store.deleteManifest('app', digest)).toBe(true);
    expect(await store.deleteManifest('app', digest)).toBe(false);
    expect((await store.listTags('app'))?.map((tag) => tag.name)).toEqual(['v2']);
    expect(await store.deleteTag('app', 'v2')).toBe(true);
    expect(await store.deleteTag('app', 'v2')).toBe(false);
    expect(await store.listManifests('app')).toHaveLength(1);
  });

  it('survive a restart, locks included; a repository can be deleted whole', async () => {
    const digest = await store.putManifest('app', first, 'v1');
    await store.setAttributes('app', 'v1', { writeEnabled: false });
    const reopened = await createContentStore(folder, MACHINE);
    expect(await reopened.getManifest('app', 'v1')).toEqual({ digest, ...first });
    expect((await reopened.listTags('app'))?.[0]?.attributes.writeEnabled).toBe(false);
    expect(await reopened.deleteRepository('app')).toBe(true);
    expect(await reopened.listRepositories()).toEqual([]);
    expect(await (await createContentStore(folder, MACHINE)).getManifest('app', digest)).toBeUndefined();
  });

  it('name the file that somebody damaged', async () => {
    await store.putManifest('app', first, 'v1');
    await writeFile(path.join(folder, 'repositories', 'app', 'tags', 'v1.json'), '{"dig');
    await expect((await createContentStore(folder, MACHINE)).listTags('app')).rejects.toThrow(/v1\.json is not JSON/);
  });

  it('list what refers to a digest', async () => {
    const digest = await store.putManifest('app', first);
    const signature = Buffer.from(JSON.stringify({ schemaVersion: 2, subject: { digest } }));
    const signed = await store.putManifest('app', { mediaType: MANIFEST, bytes: signature });
    const referrers = await (await createContentStore(folder, MACHINE)).listReferrers('app', digest);
    expect(referrers.map((manifest) => manifest.digest)).toEqual([signed]);
  });
});
