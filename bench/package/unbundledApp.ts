import { execFile } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const NOT_RUN = /\.(map|d\.ts|d\.mts|d\.cts|tsbuildinfo)$/;

/** Makes the app as it would be published without a bundle: its compiled files, and production dependencies without maps and typings. */
export async function unbundledApp(project: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const file of ['package.json', 'host.json', 'routes.schema.json', 'LICENSE', 'dist/src'])
    await copy(path.join(project, file), path.join(folder, file));
  const args = ['ls', '--omit', 'dev', '--all', '--parseable'];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: project, shell: process.platform === 'win32' });
  const packages = stdout
    .trim()
    .split('\n')
    .filter((each) => each !== project);
  for (const each of packages) await copy(each, path.join(folder, path.relative(project, each)));
}

/** Without the packages inside of it: npm lists those as well. */
function copy(from: string, to: string): Promise<void> {
  const inside = path.join(from, 'node_modules');
  return cp(from, to, { recursive: true, filter: (file) => file !== inside && !NOT_RUN.test(file) });
}
