import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from './helpers/freePorts';
import { requireNoSecretsOf } from './helpers/requireNoSecrets';
import { PROJECT, runCli, type RunningCli } from './helpers/runCli';

/** On a machine that is busy with other suites. */
const SLOW_WITHIN_MS = 300_000;

describe('npm run demo -- --package', () => {
  let parent: string;
  let out: string;
  let cli: RunningCli | undefined;
  /** Of the demo that ran last. */
  let folder = '';
  afterEach(async () => {
    cli?.signalGroup('SIGKILL');
    await cli?.exited;
    await requireNoSecretsOf(cli, folder);
  });
  beforeAll(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'ferry package '));
    out = path.join(parent, 'out');
    const script = path.join(PROJECT, 'scripts/makePackage.js');
    await promisify(execFile)(process.execPath, [script, '--offline', '--out', out]);
  }, SLOW_WITHIN_MS);
  afterAll(() => rm(parent, { recursive: true, force: true }));

  /** Runs the demo on a package; what it unpacks is below a folder of its own. */
  const demo = async (file: string, ...more: string[]) => {
    const temporary = await mkdtemp(path.join(parent, 'tmp '));
    const { env } = await freePorts();
    folder = await mkdtemp(path.join(parent, 'the demo '));
    const args = ['--package', path.join(out, file), '--folder', folder, ...more];
    cli = runCli('demo', args, { ...env, TMPDIR: temporary });
    return { temporary, running: cli };
  };
  const zipOf = async (end: RegExp): Promise<string> => (await readdir(out)).find((name) => end.test(name)) ?? 'none';

  it(
    'moves every artifact with the app of the package alone, and removes it',
    async () => {
      const { temporary, running } = await demo(await zipOf(/\d\.zip$/), '--json');
      expect({ code: await running.exited, said: running.stderr() }).toMatchObject({ code: 0 });
      expect(JSON.parse(running.stdout())).toMatchObject({ outcome: 'succeeded' });
      expect(running.stderr()).toContain(`into ${temporary}`);
      expect(await readdir(temporary)).toEqual([]);
    },
    SLOW_WITHIN_MS,
  );

  it(
    'starts on the offline package as well, and removes it on Ctrl-C',
    async () => {
      const { temporary, running } = await demo(await zipOf(/-offline\.zip$/), '--keep');
      await running.waitFor(/^ready http/m, SLOW_WITHIN_MS);
      expect(await readdir(temporary)).toEqual([expect.stringMatching(/^acr-ferry-package-/)]);
      running.signalGroup('SIGINT');
      expect(await running.exited).toBe(130);
      await running.groupGone();
      expect(await readdir(temporary)).toEqual([]);
    },
    SLOW_WITHIN_MS,
  );

  it('says which file is no package, and starts nothing', async () => {
    const { temporary, running } = await demo('SHA256SUMS', '--json');
    expect(await running.exited).toBe(1);
    expect(running.stderr()).toMatch(/The demo could not start\. .*SHA256SUMS is no package of the app/);
    expect(running.stderr()).not.toContain('Starting Azure');
    expect(await readdir(temporary)).toEqual([]);
  });

  it('refuses a host that runs already', async () => {
    const { running } = await demo('none.zip', '--json', '--attach', 'http://127.0.0.1:1');
    expect(await running.exited).toBe(1);
    expect(running.stderr()).toContain('--package starts a host of its own, and --attach uses one that runs.');
  });
});
