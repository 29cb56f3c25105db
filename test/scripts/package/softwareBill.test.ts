import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Package {
  id: string;
  manifest: { name: string; version: string; [more: string]: unknown };
  folders: string[];
}
interface Bill {
  metadata: { component: object };
  components: { 'bom-ref': string; purl: string; licenses: object[]; hashes: object[] }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

const { softwareBill } = jest.requireActual<{ softwareBill(root: string, app: object, packages: Package[]): Bill }>(
  '../../../scripts/package/softwareBill',
);

const APP = { name: 'app', version: '3.0.0', license: 'MIT', devDependencies: { tool: '1' } };
const INTEGRITY = 'sha512-AQID';
const LOCKED = {
  '': { dependencies: { '@b/c': '2', unused: '1' }, devDependencies: { a: '1' } },
  'node_modules/a': { version: '1.0.0', integrity: INTEGRITY },
  'node_modules/@b/c': {
    version: '2.0.0',
    integrity: INTEGRITY,
    dependencies: { a: '0.9', d: '1' },
    peerDependencies: { unused: '1' },
  },
  'node_modules/@b/c/node_modules/a': { version: '0.9.0', integrity: INTEGRITY },
  'node_modules/d': { version: '1.0.0', integrity: INTEGRITY, optionalDependencies: { a: '1' } },
  'node_modules/d/node_modules/e': { version: '1.0.0', integrity: INTEGRITY, dependencies: { a: '1', '@b/c': '2' } },
  'node_modules/unused': { version: '1.0.0', integrity: INTEGRITY },
};
const entry = (name: string, version: string, folder: string, more: object = { license: 'MIT' }): Package => ({
  id: `${name}@${version}`,
  manifest: { name, version, ...more },
  folders: [folder],
});
const PACKAGES = [
  entry('@b/c', '2.0.0', 'node_modules/@b/c', { license: '(MIT OR ISC)', homepage: 'https://c.example' }),
  entry('a', '0.9.0', 'node_modules/@b/c/node_modules/a'),
  entry('a', '1.0.0', 'node_modules/a', { license: 'SEE LICENSE IN file', author: { name: 'Ann' } }),
  entry('d', '1.0.0', 'node_modules/d', { homepage: 'git@host:d' }),
  entry('e', '1.0.0', 'node_modules/d/node_modules/e'),
];

describe('the software bill of materials', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'software bill '));
    writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages: LOCKED }));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const bill = (packages = PACKAGES): Bill => softwareBill(root, APP, packages);

  it('describes each package that is in the bundle', () => {
    const [c, , a, d] = bill().components;
    expect(c).toEqual({
      'bom-ref': '@b/c@2.0.0',
      type: 'library',
      name: '@b/c',
      version: '2.0.0',
      scope: 'required',
      purl: 'pkg:npm/%40b/c@2.0.0',
      licenses: [{ expression: '(MIT OR ISC)' }],
      externalReferences: [{ type: 'website', url: 'https://c.example' }],
      hashes: [{ alg: 'SHA-512', content: '010203' }],
    });
    expect(a).toMatchObject({ author: 'Ann', licenses: [{ license: { name: 'SEE LICENSE IN file' } }] });
    // A reader that validates refuses the whole bill for an address that is none.
    expect([d?.licenses, d]).toEqual([[], expect.not.objectContaining({ externalReferences: expect.anything() })]);
  });

  it('names for each the version that Node finds from its folder, and nothing that is not in the bundle', () =>
    expect(bill().dependencies.map(({ ref, dependsOn }) => [ref, ...dependsOn])).toEqual([
      ['@b/c@2.0.0', 'a@0.9.0', 'd@1.0.0'],
      ['a@0.9.0'],
      ['a@1.0.0'],
      ['app@3.0.0', '@b/c@2.0.0'],
      ['d@1.0.0', 'a@1.0.0'],
      ['e@1.0.0', '@b/c@2.0.0', 'a@1.0.0'],
    ]));

  it('names what a package needs once, in whatever folders it is installed', () => {
    const [c, nested, ...others] = PACKAGES as [Package, Package, ...Package[]];
    const twice = {
      ...nested,
      folders: [...nested.folders, 'node_modules/a'],
      manifest: { name: 'a', version: '1.0.0' },
    };
    const same = { ...LOCKED, 'node_modules/@b/c/node_modules/a': { ...LOCKED['node_modules/d'], version: '1.0.0' } };
    writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages: same }));
    const { dependencies } = bill([c, { ...twice, id: 'a@1.0.0' }, ...others.filter(({ id }) => id !== 'a@1.0.0')]);
    expect(dependencies.filter(({ ref }) => ref === 'a@1.0.0')).toEqual([{ ref: 'a@1.0.0', dependsOn: ['a@1.0.0'] }]);
  });

  it.each([
    [entry('a', '1.0.1', 'node_modules/a'), 'package-lock.json names 1.0.0 there'],
    [entry('stray', '1.0.0', 'node_modules/stray'), 'package-lock.json names nothing there'],
  ])('refuses what is installed beside package-lock.json: %j', (installed, words) => {
    expect(() => bill([installed])).toThrow(`The bundle holds ${installed.id}, of ${installed.folders[0]}; ${words}`);
    expect(() => bill([installed])).toThrow('Run npm ci, then try again.');
  });
});
