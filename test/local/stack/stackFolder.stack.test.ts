import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { takeStackFolder } from '../../../local/stack/stackFolder';

describe('takeStackFolder', () => {
  let parent: string;
  let folder: string;
  beforeEach(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'ferry folder '));
    folder = path.join(parent, 'state');
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  it('makes, marks and releases the folder', async () => {
    const taken = await takeStackFolder(folder, false);
    expect((await readdir(folder)).sort()).toEqual(['acr-ferry-local.json', 'stack.pid']);
    await taken.release();
    expect(await readdir(folder)).toEqual(['acr-ferry-local.json']);
  });

  it('refuses a folder that a stack of this very process holds, and names the process', async () => {
    const taken = await takeStackFolder(folder, false);
    await expect(takeStackFolder(folder, false)).rejects.toThrow(`in use by the stack of process ${process.pid}`);
    await taken.release();
  });

  it('refuses a folder that the stack of another process holds, and takes it once that is gone', async () => {
    await (await takeStackFolder(folder, false)).release();
    const other = spawn('sleep', ['60']);
    await writeFile(path.join(folder, 'stack.pid'), String(other.pid));
    await expect(takeStackFolder(folder, true)).rejects.toThrow(`in use by the stack of process ${other.pid}`);
    other.kill();
    await once(other, 'exit');
    await (await takeStackFolder(folder, false)).release();
  });

  it('deletes nothing, and holds nothing, when the check fails', async () => {
    await (await takeStackFolder(folder, false)).release();
    await mkdir(path.join(folder, 'registries'));
    const check = () => Promise.reject(new Error('port in use'));
    await expect(takeStackFolder(folder, true, check)).rejects.toThrow('port in use');
    expect((await readdir(folder)).sort()).toEqual(['acr-ferry-local.json', 'registries']);
  });

  it('gives the folder to only one of many that want it at once', async () => {
    // Prepare
    await (await takeStackFolder(folder, false)).release();

    // Act
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => takeStackFolder(folder, false)));

    // Assess
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('clears its own folder when asked to, and only then', async () => {
    const taken = await takeStackFolder(folder, false);
    await mkdir(path.join(folder, 'registries', 'source'), { recursive: true });
    await taken.release();
    await (await takeStackFolder(folder, false)).release();
    expect(await readdir(folder)).toContain('registries');
    await (await takeStackFolder(folder, true)).release();
    expect(await readdir(folder)).toEqual(['acr-ferry-local.json']);
  });

  it('does not clear a folder that is not its own', async () => {
    // Prepare
    const foreign = path.join(parent, 'documents');
    await mkdir(foreign);
    await writeFile(path.join(foreign, 'letter.txt'), 'precious');

    // Act
    const taking = takeStackFolder(foreign, true);

    // Assess
    await expect(taking).rejects.toThrow('is not a folder of the local stack');
    expect(await readdir(foreign)).toEqual(['letter.txt']);
  });
});
