import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT_FOLDER } from '../../local/cli/localSettingsFile';

/** Where the results of all benches are published. */
const RESULTS_FILE = path.join(PROJECT_FOLDER, 'bench', 'RESULTS.md');

/**
 * Replaces one measured part of the results file, which stands between two comments; what people wrote around it stays.
 *
 * @throws Error when the file has no such part.
 */
export async function writeResults(
  part: 'stack' | 'package' | 'copy' | 'ledger' | 'scale' | 'cost' | 'model',
  text: string,
): Promise<void> {
  const [begin, end] = [`<!-- ${part}: written by the bench -->`, `<!-- /${part} -->`];
  const file = await readFile(RESULTS_FILE, 'utf8');
  const [first, last] = [file.indexOf(begin), file.indexOf(end)];
  if (first < 0 || last < first) {
    throw new Error(`${RESULTS_FILE} has no part between "${begin}" and "${end}". Put these two lines back.`);
  }
  await writeFile(RESULTS_FILE, `${file.slice(0, first)}${begin}\n\n${text.trim()}\n\n${file.slice(last)}`);
}
