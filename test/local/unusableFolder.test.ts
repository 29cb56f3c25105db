import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDiskJournals } from '../../local/host/durable/journals/diskJournals';
import { readStackSettings } from '../../local/stack/stackSettings';
import { startStack } from '../../local/stack/startStack';
import { unusableFolder } from '../../local/unusableFolder';
import { realPlatform } from './testPlatform';

/** Root may write everywhere: it does this as a user that may not. */
async function asSomebody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a folder that cannot be used', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'ferry unusable '));
    await chmod(parent, 0o755);
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));
  const message = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'no error',
      (error: Error) => error.message,
    );
  const start = (folder: string): Promise<string> =>
    message(startStack(realPlatform, readStackSettings({ FERRY_LOCAL_FOLDER: folder }, '/')));
  const openHub = (folder: string): Promise<string> => message(createDiskJournals(folder).open());

  it('is a file, or lies in one: the stack says so', async () => {
    const file = path.join(parent, 'file');
    await writeFile(file, '');
    const next = 'Choose another folder with --folder (FERRY_LOCAL_FOLDER), or put this one right.';
    const said = `The local stack did not start. The folder ${file} is a file, or lies inside of one. ${next}`;
    expect(await start(file)).toBe(said);
    expect(await start(path.join(file, 'below'))).toMatch(/is a file, or lies inside of one.* --folder/);
    expect(await openHub(file)).toMatch(/^The folder .*file is a file, or lies inside of one\. Choose another folder/);
  });

  it.each([
    ['is not there and cannot be made', false],
    ['is there', true],
  ])('may not be written, and %s: the stack and the task hub say so', async (_what, exists) => {
    const folder = path.join(parent, 'state');
    if (exists) await mkdir(folder, { mode: 0o555 });
    await chmod(parent, 0o555);
    for (const open of [start, openHub]) {
      expect(await asSomebody(() => open(folder))).toMatch(
        /The folder .*state may not be read or written by this user.*Choose another folder/,
      );
    }
    await chmod(parent, 0o755);
  });

  it.each([
    ['EROFS', 'is on a file system that is read-only (EROFS at /state/keys.json). Choose another.'],
    ['ENOSPC', 'is on a disk that is full (ENOSPC at /state/keys.json). Choose another.'],
  ])('is told apart by the code of the file system: %s', (code, text) => {
    const error = Object.assign(new Error(), { code, syscall: 'open', path: '/state/keys.json' });
    expect(unusableFolder('/state', error, 'Choose another.')?.message).toBe(`The folder /state ${text}`);
  });

  it.each([
    { code: 'EADDRINUSE', syscall: 'listen' },
    { code: 'EACCES', syscall: 'listen' },
    { code: 'ENOENT', syscall: 'spawn func', path: 'func' },
    { code: 'ENOENT', syscall: 'open', path: '/elsewhere/host.json' },
    {},
  ])('is not what another error is about: %j', (error) => {
    expect(unusableFolder('/state', Object.assign(new Error(), error), '')).toBeUndefined();
  });
});
