import { readFileSync } from 'node:fs';
import path from 'node:path';
import { rolesPart, withRolesPart } from './rolesTable';

const PAGE = path.join(__dirname, '../../../docs/security.md');

it('docs/security.md says who may do what where as the template does (npm run docs)', () => {
  const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/-{3,}/g, '---');
  const page = readFileSync(PAGE, 'utf8');
  expect(plain(page)).toBe(plain(withRolesPart(page)));
});

it('names nobody who may do anything on all of a subscription or a group, nor any role that may do anything', () => {
  expect(rolesPart()).not.toMatch(/\| (Owner|Contributor|User Access Administrator|Reader) +\|/);
});

it('a page without the marks is refused', () => {
  expect(() => withRolesPart('# Security\n')).toThrow('<!-- roles -->');
});
