import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const BUILD = require.resolve('../../scripts/buildDist');
const { buildDist } = jest.requireActual<{ buildDist(root: string): void }>(BUILD);

const CONFIG = {
  compilerOptions: {
    ...{ rootDir: '.', outDir: 'dist', incremental: true, tsBuildInfoFile: 'dist/.tsbuildinfo' },
    ...{ lib: ['es2023'], types: [], strict: true, target: 'es2022', module: 'node16', moduleResolution: 'node16' },
  },
  include: ['src', 'local'],
};

describe('buildDist', () => {
  let root: string;
  const write = (file: string, text: string): void => writeFileSync(path.join(root, file), text);
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const has = (file: string): boolean => existsSync(path.join(root, file));

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'build dist '));
    for (const folder of ['src', 'local']) mkdirSync(path.join(root, folder));
    write('tsconfig.json', JSON.stringify(CONFIG));
    write('package-lock.json', '{}');
    write('src/one.ts', 'export const one: number = 1;\n');
    write('local/two.ts', "import { one } from '../src/one';\nexport const two = one + 1;\n");
    buildDist(root);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('compiles src and local', () => {
    expect(read('dist/src/one.js')).toContain('one = 1');
    expect(read('dist/local/two.js')).toContain('../src/one');
  });

  it('writes nothing when nothing has changed', () => {
    const before = statSync(path.join(root, 'dist/.build.json')).ino;
    buildDist(root);
    expect(statSync(path.join(root, 'dist/.build.json')).ino).toBe(before);
  });

  it('compiles a changed source, and its older text again', () => {
    write('src/one.ts', 'export const one: number = 7;\n');
    buildDist(root);
    expect(read('dist/src/one.js')).toContain('one = 7');
    write('src/one.ts', 'export const one: number = 1;\n');
    buildDist(root);
    expect(read('dist/src/one.js')).toContain('one = 1');
  });

  it.each([
    ['changed', () => write('dist/src/one.js', 'exports.one = 2;\n')],
    ['removed', () => rmSync(path.join(root, 'dist/src/one.js'))],
  ])('makes a compiled file anew that was %s since', (_how, change) => {
    change();
    buildDist(root);
    expect(read('dist/src/one.js')).toContain('one = 1');
  });

  it('removes compiled files whose source is gone', () => {
    write('src/three.ts', 'export const three = 3;\n');
    buildDist(root);
    expect(has('dist/src/three.js')).toBe(true);
    rmSync(path.join(root, 'src/three.ts'));
    buildDist(root);
    expect(has('dist/src/three.js')).toBe(false);
    expect(has('dist/src/one.js')).toBe(true);
  });

  it("fails with the compiler's words, every time, and leaves dist as it was", () => {
    write('src/one.ts', "export const one: number = 'x';\n");
    const expected = /src\/one\.ts\(1,14\): error TS2322: Type 'string' is not assignable to type 'number'/;
    expect(() => buildDist(root)).toThrow(expected);
    expect(() => buildDist(root)).toThrow(expected);
    expect(read('dist/src/one.js')).toContain('one = 1');
  });

  it('may run several times at once', async () => {
    rmSync(path.join(root, 'src/one.ts'));
    write('local/two.ts', 'export const two = 2;\n');
    const program = `require(${JSON.stringify(BUILD)}).buildDist(${JSON.stringify(root)})`;
    await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, ['-e', program])));
    expect(read('dist/local/two.js')).toContain('two = 2');
    expect(has('dist/src/one.js')).toBe(false);
  });
});
