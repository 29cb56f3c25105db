import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requireFreePort } from '../../local/http/freePort';
import { freePorts } from './helpers/freePorts';
import { requireNoSecretsOf } from './helpers/requireNoSecrets';
import { runCli, type RunningCli } from './helpers/runCli';
import { type LocalStack, startLocalStack } from './helpers/startLocalStack';

interface DemoDocument {
  outcome: string;
  artifacts: { artifact: string; sourceDigest: string | null; targetDigest: string | null }[];
  seconds: number;
}

interface HandsOffDocument extends DemoDocument {
  startedBy: string[];
  cleanup: { state: string; removed: number; kept: number };
}

const documentOf = (cli: RunningCli): DemoDocument =>
  JSON.parse(cli.stdout().trimEnd().split('\n').at(-1) ?? '') as DemoDocument;

/** Runs demos in a folder that goes with the suite, and all that they have started with it. */
function useDemo(): { folder: () => string; run: (flags: string[], env?: Record<string, string>) => RunningCli } {
  let parent: string;
  let cli: RunningCli | undefined;
  beforeAll(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'ferry demo '));
  });
  const folder = (): string => path.join(parent, 'the demo');
  afterAll(async () => {
    cli?.signalGroup('SIGKILL');
    await cli?.exited;
    await requireNoSecretsOf(cli, folder());
    await rm(parent, { recursive: true, force: true });
  });
  return { folder, run: (flags, env) => (cli = runCli('demo', ['--json', ...flags, '--folder', folder()], env)) };
}

describe('npm run demo', () => {
  const demo = useDemo();

  it('succeeds, proves it with digests from both registries, and leaves nothing running', async () => {
    const { ports, env } = await freePorts();
    const cli = demo.run([], env);
    expect(await cli.exited).toBe(0);
    await cli.groupGone();
    await expect(
      Promise.all(Object.values(ports).map((port: number) => requireFreePort('a port', port))),
    ).resolves.toHaveLength(12);

    expect(cli.stdout().trimEnd().split('\n')).toHaveLength(1);
    const { outcome, artifacts, seconds } = documentOf(cli);
    expect(outcome).toBe('succeeded');
    expect(artifacts.length).toBeGreaterThanOrEqual(5);
    for (const { sourceDigest, targetDigest } of artifacts) {
      expect(sourceDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(targetDigest).toBe(sourceDigest);
    }
    expect(new Set(artifacts.map(({ sourceDigest }) => sourceDigest)).size).toBe(artifacts.length - 1);
    expect(seconds).toBeGreaterThan(1);
    for (const phase of ['planning', 'exporting', 'copying', 'importing', 'verifying']) {
      expect(cli.stderr()).toMatch(new RegExp(`^  (${phase} +\\d+ %.*|done)$`, 'm'));
    }
    expect(cli.stderr()).toMatch(/export run .*\/pipelineRuns\/.*import run .*\/pipelineRuns\//s);
  });
});

/** On a machine that is busy with other suites. */
const SLOW_WITHIN_MS = 300_000;

describe('npm run demo -- --registry', () => {
  const demo = useDemo();

  it(
    'delivers a registry in batches that overlap, and finds nothing to do afterwards',
    async () => {
      const { env } = await freePorts();
      const cli = demo.run(['--registry'], env);
      expect(await cli.exited).toBe(0);
      const document = JSON.parse(cli.stdout()) as { artifacts: number; batches: number; mostBatchesAtOnce: number };
      expect(document).toMatchObject({ outcome: 'succeeded', first: 'succeeded', second: 'nothingToDo', missing: [] });
      expect(document.artifacts).toBeGreaterThanOrEqual(290);
      expect(document.batches).toBeGreaterThan(5);
      expect(document.mostBatchesAtOnce).toBeGreaterThan(1);
      expect(cli.stderr()).toMatch(/^ {2}\d+ artifacts in \d+ batches; 0 known, 0 skipped$/m);
      expect(cli.stderr()).toMatch(/^ {2}\d+ exporting, \d+ copying, \d+ importing, \d+ verifying; \d+ of \d+ done$/m);
      expect(cli.stderr()).toMatch(/^ {2}nothingToDo: 0 artifacts to move, \d+ known to be there$/m);
    },
    SLOW_WITHIN_MS,
  );
});

describe('npm run demo -- --hands-off', () => {
  const demo = useDemo();

  it(
    'shows what starts by itself, cleans up, proves it with digests, and leaves nothing running',
    async () => {
      const { env } = await freePorts();
      const cli = demo.run(['--hands-off'], env);
      expect(await cli.exited).toBe(0);
      await cli.groupGone();
      const document = JSON.parse(cli.stdout()) as HandsOffDocument;
      expect(document).toMatchObject({ outcome: 'succeeded', cleanup: { state: 'succeeded' } });
      expect([...document.startedBy].sort()).toEqual(['blobCreated', 'imagePushed', 'schedule every-minute']);
      expect(document.artifacts).toHaveLength(4);
      for (const { sourceDigest, targetDigest } of document.artifacts) {
        expect(sourceDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
        expect(targetDigest).toBe(sourceDigest);
      }
      expect(document.cleanup.removed).toBeGreaterThan(0);
      expect(document.cleanup.kept).toBeGreaterThan(0);
      expect(cli.stderr()).toMatch(/^ {2}carrying by hand: https:.*inbox\//m);
      expect(cli.stderr()).toMatch(/^ {2}removed \d+ × exportedBlob: /m);
    },
    SLOW_WITHIN_MS,
  );
});

describe('npm run demo -- --hands-off with flags that it does not go with', () => {
  const demo = useDemo();

  it.each([
    [['--attach', 'http://127.0.0.1:1'], '--hands-off needs routes of its own'],
    [['--registry'], '--hands-off and --registry are two demos.'],
  ])('is refused with %j, and starts nothing', async (flags, message) => {
    const cli = demo.run(['--hands-off', ...flags]);
    expect(await cli.exited).toBe(1);
    expect(documentOf(cli)).toMatchObject({ outcome: 'failed', artifacts: [] });
    expect(cli.stderr()).toContain(`The demo could not start. ${message}`);
    expect(existsSync(demo.folder())).toBe(false);
  });
});

describe('npm run demo -- --attach', () => {
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await startLocalStack();
    await stack.startHost();
  });
  afterAll(() => stack?.stop());
  const demo = () => runCli('demo', ['--json', '--attach', stack.endpoints.host, '--folder', stack.folder]);

  it('says failed, why, and ends with 1 when every import fails', async () => {
    // Prepare
    const action = { type: 'failRun', message: 'No berth.' };
    const fault = { step: 'run.import.beforeTags', times: 0, action };
    const { id } = await stack.admin<{ id: string }>('POST', 'faults', fault);

    // Act
    const cli = demo();
    const code = await cli.exited;
    await stack.admin('DELETE', `faults/${id}`);

    // Assess
    expect(code).toBe(1);
    const { outcome, artifacts } = documentOf(cli);
    expect(outcome).toBe('failed');
    expect(artifacts.length).toBeGreaterThanOrEqual(5);
    expect(artifacts.map(({ targetDigest }) => targetDigest)).toEqual(artifacts.map(() => null));
    expect(cli.stderr()).toContain('No berth.');
    // Each half of what did not arrive is tried alone.
  }, 240_000);

  it.each([
    ['notaurl', '--attach "notaurl" is no URL'],
    ['http://127.0.0.1:1', 'No Functions host answers at http://127.0.0.1:1 '],
  ])('cannot start with the host %s, and does not speak of what it never began', async (host, message) => {
    const cli = runCli('demo', ['--json', '--attach', host, '--folder', stack.folder]);
    expect(await cli.exited).toBe(1);
    expect(documentOf(cli)).toMatchObject({ outcome: 'failed', artifacts: [] });
    expect(cli.stderr()).toContain(`The demo could not start. ${message}`);
    expect(cli.stderr()).not.toMatch(/arrived|stopped/);
  });

  it('succeeds on the stack and the host that run, and leaves them running', async () => {
    const cli = demo();
    expect(await cli.exited).toBe(0);
    expect(documentOf(cli).outcome).toBe('succeeded');
    expect((await stack.request(`${stack.endpoints.host}/api/routes`)).status).toBe(200);
  });
});
