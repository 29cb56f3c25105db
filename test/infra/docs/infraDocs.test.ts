import { readFileSync } from 'node:fs';
import path from 'node:path';
import { INFRA_PAGES } from './infraPages';
import { table, withPart } from './markdown';
import { rolesPart } from './rolesPart';

it.each(Object.entries(INFRA_PAGES))('docs/%s says what the template says (npm run docs)', (name, rewritten) => {
  const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/-{3,}/g, '---');
  const page = readFileSync(path.join(__dirname, '../../../docs', name), 'utf8');
  expect(plain(page)).toBe(plain(rewritten(page)));
});

it('nobody has a role that may do anything', () => {
  expect(rolesPart()).toContain('| the app | host storage | Storage Blob Data Owner |');
  expect(rolesPart()).not.toMatch(/\| (Owner|Contributor|User Access Administrator|Reader) \|/);
});

it('a page without the marks is refused', () => {
  expect(() => withPart('# Security\n', 'roles', '')).toThrow('<!-- roles -->');
  expect(withPart('<!-- roles -->old<!-- /roles -->', 'roles', 'new $1')).toContain('\n\nnew $1\n\n');
});

it('a bar in a cell is no end of it', () => expect(table(['a'], [['b|c']])).toContain('| b\\|c |'));
