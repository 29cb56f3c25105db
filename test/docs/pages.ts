import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Page, PROJECT, readPage } from './page';

/** The pages of the docs: what a reader is led through. */
export const PAGES: readonly Page[] = ['README.md', 'CONTRIBUTING.md', ...below('docs')].map(readPage);

/** Pages beside them, which they link to: only their links are looked at. */
export const OTHER_PAGES: readonly Page[] = ['CHANGELOG.md', ...below('bench'), ...below('infra'), 'test/sim/README.md']
  .filter((file) => existsSync(path.join(PROJECT, file)))
  .map(readPage);

function below(folder: string): string[] {
  const root = path.join(PROJECT, folder);
  if (!existsSync(root)) return [];
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .sort();
}
