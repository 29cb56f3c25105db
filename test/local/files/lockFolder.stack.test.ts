import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FolderLock, lockFolder } from '../../../local/files/lockFolder';

describe('lockFolder', () => {
  let folder: string;
  let lockFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ferry lock '));
    lockFile = path.join(folder, 'test.lock');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const take = (): Promise<FolderLock> =>
    lockFolder(folder, { fileName: 'test.lock', inUse: ({ pid, lockFile: at }) => `held by ${pid} in ${at}` });

  it('is held by one until it is released, and leaves nothing behind', async () => {
    const lock = await take();
    await expect(take()).rejects.toThrow(`held by ${process.pid} in ${lockFile}`);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
    await (await take()).release();
  });

  it('is given to one of many that want it at once', async () => {
    const all = await Promise.allSettled(Array.from({ length: 20 }, take));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['test.lock']);
  });

  it.each([
    ['as it writes it', (pid: number) => JSON.stringify({ pid, startedAt: null })],
    ['as a bare number', (pid: number) => `${pid}\n`],
  ])('is taken over once its process is gone, and not before (%s)', async (_, write) => {
    const other = spawn('sleep', ['60']);
    await writeFile(lockFile, write(other.pid ?? 0));
    await expect(take()).rejects.toThrow(`held by ${other.pid}`);
    other.kill('SIGKILL');
    await once(other, 'exit');
    const lock = await take();
    expect(JSON.parse(await readFile(lockFile, 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it.each(['', '{"pid":', '{}', 'null', '{"pid":-1}', JSON.stringify({ pid: process.pid, startedAt: null })])(
    'is taken over when it names no process that can hold it: %s',
    async (text) => {
      await writeFile(lockFile, text);
      const lock = await take();
      expect(JSON.parse(await readFile(lockFile, 'utf8'))).toMatchObject({ pid: process.pid });
      await lock.release();
    },
  );

  it('knows a process by its start, as its number is given again', async () => {
    for (const pid of [process.pid, process.ppid]) {
      await writeFile(lockFile, JSON.stringify({ pid, startedAt: '1' }));
      const lock = await take();
      expect(await readFile(lockFile, 'utf8')).not.toContain('"1"');
      await lock.release();
    }
  });
});
