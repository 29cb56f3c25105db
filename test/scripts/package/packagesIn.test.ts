import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Package {
  id: string;
  manifest: object;
  folders: string[];
}

const { packagesIn } = jest.requireActual<{ packagesIn(root: string, files: string[]): Package[] }>(
  '../../../scripts/package/packagesIn',
);
const { thirdPartyNotices } = jest.requireActual<{ thirdPartyNotices(root: string, packages: Package[]): string }>(
  '../../../scripts/package/thirdPartyNotices',
);

describe('the packages of a bundle', () => {
  let root: string;
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const add = (folder: string, name: string, version: string): void =>
    write(`${folder}/package.json`, JSON.stringify({ name, version, license: 'MIT' }));

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'packages in '));
    add('node_modules/a', 'a', '1.0.0');
    add('node_modules/@b/c', '@b/c', '2.0.0');
    add('node_modules/@b/c/node_modules/a', 'a', '0.9.0');
    add('node_modules/d/node_modules/a', 'a', '0.9.0');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const files = [
    'src/index.ts',
    'node_modules/a/lib/node_modules.js',
    'node_modules/@b/c/index.js',
    'node_modules/@b/c/node_modules/a/index.js',
    'node_modules/d/node_modules/a/index.js',
  ];

  it('are found by the files that are in it, each version once', () => {
    expect(packagesIn(root, files).map(({ id, folders }) => [id, ...folders])).toEqual([
      ['@b/c@2.0.0', 'node_modules/@b/c'],
      ['a@0.9.0', 'node_modules/@b/c/node_modules/a', 'node_modules/d/node_modules/a'],
      ['a@1.0.0', 'node_modules/a'],
    ]);
  });

  it('keep their licences, in the words of each', () => {
    write('node_modules/a/LICENSE.md', 'Of a.\r\nSecond line.\r\n');
    write('node_modules/a/NOTICE', 'Noticed.');
    write('node_modules/a/licenses.js', 'no licence');
    write('node_modules/@b/c/LICENCE', 'Of c.');
    const text = thirdPartyNotices(root, packagesIn(root, files));
    expect(text).toContain('Of a.\nSecond line.\n\nNoticed.');
    expect(text).toContain('Of c.');
    expect(text).toContain('a@0.9.0 (MIT)');
    expect(text).not.toContain('no licence\n');
    expect(text).toMatch(/a@0\.9\.0 \(MIT\)\n-+\n\nThe package has no file with its licence\./);
  });
});
