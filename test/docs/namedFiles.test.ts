import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.join(__dirname, '..', '..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(path.join(PROJECT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join('docs', file)),
];
/** A file or folder of the repository, whole: `test/e2e/copy.test.ts`, `src/domain/retention/`. */
const NAMED = /`((?:src|test|local|bench|scripts|cli)\/[\w./-]*)`/g;

const named = PAGES.flatMap((page) =>
  [...readFileSync(path.join(PROJECT, page), 'utf8').matchAll(NAMED)].map(([, file = '']) => ({ page, file })),
);

it('finds names of files in the docs', () => {
  expect(named.map(({ file }) => file)).toContain('test/e2e/secrets.test.ts');
});

it('what the docs name as evidence, or as the place of something, is there', () => {
  expect(named.filter(({ file }) => !existsSync(path.join(PROJECT, file)))).toEqual([]);
});
