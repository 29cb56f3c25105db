import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { withRolesPart } from './rolesTable';

const file = path.join(__dirname, '../../../docs/security.md');

/** Writes into docs/security.md who may do what where, as the template says it. */
async function writeRoles(): Promise<void> {
  const options = await resolveConfig(file);
  const page = withRolesPart(readFileSync(file, 'utf8'));
  writeFileSync(file, await format(page, { ...options, filepath: file }));
}

void writeRoles();
