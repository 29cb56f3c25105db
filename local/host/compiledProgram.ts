import { existsSync } from 'node:fs';
import path from 'node:path';

/** Path of a compiled program of this folder, also when the code that asks runs uncompiled. */
export function compiledProgram(name: string): string {
  const beside = path.join(__dirname, `${name}.js`);
  return existsSync(beside) ? beside : path.resolve(__dirname, '../../dist/local/host', `${name}.js`);
}
