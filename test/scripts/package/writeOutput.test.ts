import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const { requireOurs, writeOutput } = jest.requireActual<{
  requireOurs(out: string, name: string): void;
  writeOutput(out: string, name: string, files: ReadonlyMap<string, string>): void;
}>('../../../scripts/package/writeOutput');

const OURS = '{"name":"ferry"}';
const files = (version: string, more: [string, string][] = []): Map<string, string> =>
  new Map([
    ['app/package.json', OURS],
    [`app/${version}.js`, ''],
    ...more,
    [`ferry-${version}.zip`, ''],
    ['SHA256SUMS', version],
  ]);

describe('the output of a package', () => {
  let out: string;
  const write = (file: string, text = ''): void => {
    mkdirSync(path.dirname(path.join(out, file)), { recursive: true });
    writeFileSync(path.join(out, file), text);
  };
  const there = (): string[] => readdirSync(out, { recursive: true }).map(String).sort();
  beforeEach(() => (out = mkdtempSync(path.join(tmpdir(), 'write output '))));
  afterEach(() => rmSync(out, { recursive: true, force: true }));

  it('replaces what an earlier run left, whole or in part, and nothing else', () => {
    writeOutput(out, 'ferry', files('1.0.0'));
    for (const file of ['.unfinished/app/half.js', 'ferry-0.9.0-rc.1.cdx.json', 'ferry-with-extensions.zip', 'notes'])
      write(file);
    writeOutput(out, 'ferry', files('1.0.1'));
    const made = ['SHA256SUMS', 'app', 'app/1.0.1.js', 'app/package.json', 'ferry-1.0.1.zip'];
    expect(there()).toEqual([...made, 'ferry-with-extensions.zip', 'notes'].sort());
  });

  it('leaves everything as it was where a file cannot be written', () => {
    writeOutput(out, 'ferry', files('1.0.0'));
    const before = there();
    expect(() => writeOutput(out, 'ferry', files('1.0.1', [['app/package.json/below', 'a file']]))).toThrow(
      /ENOTDIR|EEXIST/,
    );
    expect(there()).toEqual(before);
    expect(readFileSync(path.join(out, 'SHA256SUMS'), 'utf8')).toBe('1.0.0');
  });

  it('removes an earlier app/ as a whole: of a part of it the next run would not know whose it was', () => {
    writeOutput(out, 'ferry', files('1.0.0'));
    const parts: string[] = [];
    jest.isolateModules(() => {
      const fs = jest.requireActual<object>('node:fs');
      const rmInPart = (file: string): void => void parts.push(path.relative(out, file));
      jest.doMock('node:fs', () => ({ ...fs, rmSync: rmInPart }));
      const cutOff = jest.requireActual<{ writeOutput: typeof writeOutput }>('../../../scripts/package/writeOutput');
      cutOff.writeOutput(out, 'ferry', files('1.0.1'));
    });
    jest.dontMock('node:fs');
    expect(new Set(parts)).toEqual(new Set(['.unfinished']));
    expect(() => requireOurs(out, 'ferry')).not.toThrow();
  });

  it('does not take a folder app/ for its own that is somebody else’s', () => {
    expect(() => requireOurs(out, 'ferry')).not.toThrow();
    write('app/package.json', OURS);
    expect(() => requireOurs(out, 'ferry')).not.toThrow();
    for (const manifest of ['{"name":"other"}', 'no JSON']) {
      write('app/package.json', manifest);
      expect(() => requireOurs(out, 'ferry')).toThrow(`${path.join(out, 'app')} is there, and no earlier run made it`);
    }
  });
});
