import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { INFRA_PAGES } from './infraPages';

const DOCS = path.join(__dirname, '../../../docs');

/** Writes the parts of docs/ that are read out of infra/. */
async function writeInfraDocs(): Promise<void> {
  for (const [name, rewritten] of Object.entries(INFRA_PAGES)) {
    const file = path.join(DOCS, name);
    const options = await resolveConfig(file);
    writeFileSync(file, await format(rewritten(readFileSync(file, 'utf8')), { ...options, filepath: file }));
  }
}

void writeInfraDocs();
