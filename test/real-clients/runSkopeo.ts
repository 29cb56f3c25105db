import { execFile } from 'node:child_process';

const INSTALL = 'Install it (Debian, Ubuntu: sudo apt-get install skopeo), then run "npm run test:clients" again.';

/**
 * Runs skopeo; answers its stdout, byte for byte.
 *
 * @throws Error with skopeo's own words; with how to install it when it is not on the PATH.
 */
export function runSkopeo(...args: string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    execFile('skopeo', args, { encoding: 'buffer', maxBuffer: 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else if (error.code === 'ENOENT') reject(new Error(`skopeo is not on the PATH. ${INSTALL}`));
      else reject(new Error(`skopeo ${args[0]} failed: ${stderr.toString('utf8')}`));
    });
  });
}
