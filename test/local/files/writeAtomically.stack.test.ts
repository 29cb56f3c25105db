import { once } from 'node:events';
import fs from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { forkTypeScript } from '../../helpers/forkTypeScript';
import { createAtomically, writeAtomically, writeAtomicallySync } from '../../../local/files/writeAtomically';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'ferry files '))));
afterEach(() => rm(folder, { recursive: true, force: true }));

describe.each([
  ['writeAtomically', writeAtomically],
  ['writeAtomicallySync', writeAtomicallySync],
])('%s', (name, write) => {
  it('makes the folders, replaces what is there and leaves nothing else behind', async () => {
    const file = path.join(folder, 'a', 'b', 'file.json');
    await write(file, 'old');
    await write(file, Buffer.from('new'), { temporary: path.join(folder, 'temporary', 'one'), mode: 0o600 });
    expect(await readFile(file, 'utf8')).toBe('new');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(file))).toEqual(['file.json']);
    expect(await readdir(path.join(folder, 'temporary'))).toEqual([]);
  });

  it('leaves the old content when it cannot write', async () => {
    const file = path.join(folder, 'file.json');
    await write(file, 'old');
    fs.mkdirSync(`${file}.new`);
    await expect((async () => write(file, 'new'))()).rejects.toThrow('EISDIR');
    expect(await readFile(file, 'utf8')).toBe('old');
  });

  it('leaves the old or the new content, whenever its process is killed', async () => {
    const file = path.join(folder, 'file.txt');
    const writer = forkTypeScript(path.join(__dirname, 'writerProcess.ts'), [name, file]);
    const exited = once(writer, 'exit');
    await once(writer, 'message');
    writer.kill('SIGKILL');
    await exited;
    const text = await readFile(file, 'utf8');
    expect(text).toBe((text[0] ?? '').repeat(100_000));
  });
});

describe('createAtomically', () => {
  it('lets one of many make the file, and never replaces it', async () => {
    const file = path.join(folder, 'below', 'key');
    const make = (index: number) => createAtomically(file, String(index), { temporary: `${file}.${index}` });
    const made = await Promise.all(Array.from({ length: 10 }, (_, index) => make(index)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await readFile(file, 'utf8')).toBe(String(made.indexOf(true)));
    expect(await readdir(path.dirname(file))).toEqual(['key']);
    await writeFile(file, 'mine');
    expect(await createAtomically(file, 'other', { mode: 0o600 })).toBe(false);
    expect(await readFile(file, 'utf8')).toBe('mine');
  });
});
