import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Linter, type Rule } from 'eslint';
import tseslint from 'typescript-eslint';

const rule = jest.requireActual<Rule.RuleModule>('../../eslint/rules/noImportCircle');

describe('no-import-circle', () => {
  let root: string;
  const write = (file: string, text: string): void => writeFileSync(path.join(root, file), text);

  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'import circle ')));
    mkdirSync(path.join(root, 'deep'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** What is said about `start.ts` with this text. */
  function circlesOf(text: string): string[] {
    write('start.ts', text);
    const linter = new Linter({ cwd: root });
    const config = {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser as Linter.Parser },
      plugins: { ferry: { rules: { 'no-import-circle': rule } } },
      rules: { 'ferry/no-import-circle': 'error' as const },
    };
    return linter.verify(text, config, path.join(root, 'start.ts')).map(({ message }) => message);
  }

  it.each([
    ['of values', "import { a } from './deep/a'; a();", "import { s } from '../start'; s();"],
    ['of types', "import type { A } from './deep/a'; export type S = A;", "import type { S } from '../start';"],
    ['of inline types', "import { type A } from './deep/a';", "import { type S } from '../start';"],
    ['of a type written in place', "export type S = import('./deep/a').A;", "export type A = import('../start').S;"],
    ['of re-exports', "export * from './deep/a';", "export { s } from '../start';"],
    ['of imports when asked for', "void import('./deep/a');", "void import('../start');"],
    ['with endings', "import './deep/a.js';", "import '../start.js';"],
  ])('finds a circle %s', (_what, start, a) => {
    write('deep/a.ts', a);
    expect(circlesOf(start)).toEqual([
      'This import closes a circle: start.ts → deep/a.ts → start.ts. Move what both need into a file of its own.',
    ]);
  });

  it('finds a circle over several files, and names them', () => {
    write('deep/a.ts', "import './b';");
    write('deep/b.ts', "import type { C } from '../c';");
    write('c.ts', "import './start';");
    expect(circlesOf("import './deep/a';")[0]).toContain('start.ts → deep/a.ts → deep/b.ts → c.ts → start.ts.');
  });

  it('finds a file that imports itself', () => {
    expect(circlesOf("import type { S } from './start'; export type T = S;")[0]).toContain('start.ts → start.ts.');
  });

  it('sees what has changed since it looked last', () => {
    write('c.ts', '');
    expect(circlesOf("import './c';")).toEqual([]);
    write('c.ts', "import './start'; // longer");
    expect(circlesOf("import './c';")).toHaveLength(1);
  });

  it('leaves alone what leads elsewhere: shared files, circles of others, packages, what is missing', () => {
    write('deep/a.ts', "import './b'; import '../c';");
    write('deep/b.ts', "import './a'; import '../c';");
    write('c.ts', "import 'node:fs';");
    const text =
      "import './deep/a'; import './c'; import 'eslint'; import './missing'; export const s = 1; export { s as t };";
    expect(circlesOf(text)).toEqual([]);
  });
});
