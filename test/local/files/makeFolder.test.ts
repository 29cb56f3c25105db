import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeFolder } from '../../../local/files/makeFolder';

let parent: string;

beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'make folder '));
});

afterEach(() => rm(parent, { recursive: true, force: true }));

describe('a folder', () => {
  it('is made with those above it, by several at once, and may be there already', async () => {
    const folder = path.join(parent, 'one', 'two', 'three');
    await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(path.dirname(folder))]);
    await makeFolder(folder);
    expect((await stat(folder)).isDirectory()).toBe(true);
  });

  it('cannot be made where a file is', async () => {
    const file = path.join(parent, 'file');
    await writeFile(file, '');
    await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(path.join(file, 'below'))).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it('ends with an error where a file system answers that it cannot be found', async () => {
    await expect(makeFolder('/proc/ferry/below')).rejects.toHaveProperty('code');
  });
});
