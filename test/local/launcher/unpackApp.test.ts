import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { unpackApp } from '../../../local/launcher/unpackApp';

const APP = {
  'host.json': strToU8('{}'),
  'package.json': strToU8('{"name":"ferry","main":"dist/a.js"}'),
  'dist/a.js': strToU8('run();'),
};
/** In the contents of its last file, which is not compressed. */
function damaged(): Uint8Array {
  const content = Buffer.from(zipSync(APP, { level: 0 }));
  content.write('fun();', content.indexOf('run();'));
  return content;
}

describe('unpackApp', () => {
  let folder: string;
  let temporary: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'unpack app '));
    temporary = await mkdtemp(path.join(folder, 'tmp '));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const zip = async (content: Uint8Array): Promise<string> => {
    const file = path.join(folder, 'app.zip');
    await writeFile(file, content);
    return file;
  };

  it('unpacks the app into a temporary folder, and removes that', async () => {
    const files = { ...APP, 'dist/': new Uint8Array(), 'dist/ü.txt': strToU8('ü') };
    const app = await unpackApp(await zip(zipSync(files)), 'ferry', temporary);
    expect(await readFile(path.join(app.folder, 'dist/a.js'), 'utf8')).toBe('run();');
    expect(await readdir(temporary)).toEqual([path.basename(app.folder)]);
    await app.remove();
    await app.remove();
    expect(await readdir(temporary)).toEqual([]);
  });

  it.each([
    ['no ZIP file', strToU8('hello'), 'is no package of the app: invalid zip data'],
    ['no app', zipSync({ 'package.json': strToU8('{}') }), 'it holds no host.json'],
    [
      'no code',
      zipSync({ ...APP, 'package.json': strToU8('{"name":"ferry","main":"b.js"}') }),
      'names no code that it holds',
    ],
    ['no manifest', zipSync({ ...APP, 'package.json': strToU8('{') }), 'it is "undefined", not "ferry"'],
    ['another app', zipSync({ ...APP, 'package.json': strToU8('{"name":"other"}') }), 'it is "other", not "ferry"'],
    ['what was cut off', zipSync(APP).slice(0, -30), 'is no package of the app: '],
    ['what was damaged', damaged(), 'is no package of the app: dist/a.js is damaged'],
    ['a file outside of it', zipSync({ ...APP, '../../evil': strToU8('x') }), '../../evil lies outside of it'],
  ])('refuses %s, says what to do, and leaves nothing', async (_what, content, message) => {
    const file = await zip(content);
    await expect(unpackApp(file, 'ferry', temporary)).rejects.toThrow(message);
    await expect(unpackApp(file, 'ferry', temporary)).rejects.toThrow(
      /app\.zip is no package.*Make one with: npm run package/,
    );
    expect(await readdir(temporary)).toEqual([]);
    expect(existsSync(path.join(folder, 'evil'))).toBe(false);
  });

  it('names a file that is not there', async () => {
    const file = path.join(folder, 'none.zip');
    await expect(unpackApp(file, 'ferry', temporary)).rejects.toThrow(`${file} is no package of the app: ENOENT`);
  });
});
