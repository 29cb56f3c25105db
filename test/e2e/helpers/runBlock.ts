import { execFile } from 'node:child_process';

/** Stops at the first command that fails; an answer that is no 2xx, and one that does not come, is a failure, told with its body. */
const PRELUDE = `set -euo pipefail
curl() { command curl --silent --show-error --fail-with-body --max-time 90 "$@"; }
`;

/**
 * Runs a command block of the docs in a shell of its own.
 *
 * @returns what it printed
 * @throws Error with all that it printed when it fails
 */
export function runBlock(block: string, env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env: { PATH: process.env['PATH'], ...env }, timeout: 300_000 };
    execFile('bash', ['-c', PRELUDE + block], options, (error, stdout, stderr) => {
      if (error) reject(new Error(`The block failed:\n${block}\n${stdout}${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
