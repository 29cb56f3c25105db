import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Comparison, matches } from '../demo/compareRegistries';
import { describeDemo } from '../demo/describeDemo';
import { parseAttach, requireHost, requireStack } from '../demo/requireHost';
import { type DemoRun, runDemo } from '../demo/runDemo';
import { isWhole, type RegistryDemoRun, runRegistryDemo } from '../demo/runRegistryDemo';
import { slowRuns } from '../demo/slowRuns';
import { MACHINE } from '../machine';
import type { StackSettings } from '../stack/stackSettings';
import { type AttachedStack, attachStack } from '../stack/attachStack';
import { COMMON_HELP, readFlags } from './flags';
import { hostLogOf, launchHost, launchStack } from './launch';
import { runCommand } from './runCommand';
import { Interrupted, type Shutdown } from './shutdown';

const HELP = `Usage: npm run demo -- [flags]

Starts Azure on this machine and the app, pushes images to one registry, has the app transfer them, pulls them from the
other one, compares the digests, and stops everything. Exit code 0 only if every digest is the same.

  --registry         a registry of some 300 artifacts instead: its plan, its batches at work, and what is new afterwards
  --json             prints one JSON document as the last line of stdout; all else goes to stderr
  --attach URL       uses the Functions host at URL and the stack that "npm run stack" started
  --key KEY          the function key that this host asks for
  --keep             leaves stack and host running afterwards, until Ctrl-C
${COMMON_HELP.replace('default .local/stack', 'default .local/demo, cleared at every start')}
`;
const OWN = {
  registry: { type: 'boolean' },
  json: { type: 'boolean' },
  attach: { type: 'string' },
  key: { type: 'string' },
  keep: { type: 'boolean' },
} as const;
const TAIL_LINES = 30;

runCommand(async (shutdown) => {
  const args = process.argv.slice(2);
  const isAttached = args.some((arg) => arg === '--attach' || arg.startsWith('--attach='));
  const { settings, help, own } = readFlags(args, OWN, isAttached ? undefined : path.join('.local', 'demo'));
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stream = own['json'] ? process.stderr : process.stdout;
  const say = (text: string): void => void stream.write(`${text}\n`);
  const attach = text(own['attach']);
  const key = text(own['key']);
  // The last lines speak only of what has begun.
  const reached = { stack: false, transfer: false };
  let run: DemoRun | undefined;
  let registryRun: RegistryDemoRun | undefined;
  let host: string | undefined;
  try {
    const prepared = await prepare({ settings, attach, key, shutdown, say, onStack: () => (reached.stack = true) });
    host = prepared.host;
    reached.transfer = true;
    const ending = new AbortController();
    shutdown.wanted.catch(() => ending.abort());
    const signal = ending.signal;
    const options = { ...prepared, stream, signal, ...(key ? { key } : {}) };
    if (own['registry']) {
      const restoreRuns = await slowRuns(prepared.stack.endpoints.admin);
      registryRun = await shutdown.race(runRegistryDemo(MACHINE, options)).finally(restoreRuns);
      for (const artifact of registryRun.missing) say(`  not at the target as it was pushed: ${artifact}`);
    } else {
      run = await shutdown.race(runDemo(MACHINE, options));
      say(describeDemo(run, prepared.stack.endpoints, { staysUp: Boolean(attach ?? own['keep']) }));
    }
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const what = reached.transfer ? 'did not finish' : 'could not start';
    process.stderr.write(`\nThe demo ${what}. ${(error as Error).message}\n`);
  }
  const succeeded = registryRun
    ? isWhole(registryRun)
    : run?.status.state === 'succeeded' && run.compared.every(matches);
  if (succeeded) say('\nEvery digest is the same on both sides.');
  else if (reached.transfer)
    say(
      `\nNot every artifact arrived${own['registry'] ? ', or one was moved again' : ''}. ${logHelp(attach ? undefined : hostLogOf(settings))}`,
    );
  else if (reached.stack) say(`\n${logHelp(hostLogOf(settings))}`);
  if (own['keep'] && !attach && host) {
    say(`\nLeft running: ${host}. Ctrl-C ends everything.`);
    await shutdown.wanted.catch(() => undefined);
  }
  await shutdown.stopAll();
  if (reached.stack) say(`\nEverything is stopped; its state is in ${settings.folder} until the next demo.`);
  if (own['json'])
    process.stdout.write(`${JSON.stringify(registryRun ? registryDocument(registryRun) : document(run, succeeded))}\n`);
  return succeeded ? 0 : 1;
});

async function prepare(options: {
  settings: StackSettings;
  attach: string | undefined;
  key: string | undefined;
  shutdown: Shutdown;
  say: (text: string) => void;
  /** Called when a stack of the demo's own has started. */
  onStack: () => void;
}): Promise<{ stack: AttachedStack; host: string }> {
  const { settings, attach, key, shutdown, say, onStack } = options;
  if (attach !== undefined) {
    const host = parseAttach(attach);
    const stack = await attachStack(MACHINE, settings.folder);
    await shutdown.race(requireStack(stack.endpoints.admin, settings.folder));
    await shutdown.race(requireHost({ host, ...(key ? { key } : {}) }));
    return { stack, host };
  }
  say(`Starting Azure on this machine, its state in ${settings.folder}`);
  const stack = await launchStack(MACHINE, settings, { reset: true, withHost: true, shutdown });
  onStack();
  const host = await launchHost(stack, shutdown);
  say(`ready ${host.url}`);
  return { stack, host: host.url };
}

function document(run: DemoRun | undefined, succeeded: boolean): unknown {
  const artifacts = (run?.compared ?? []).map(({ artifact, sourceDigest, targetDigest }: Comparison) => {
    return { artifact, sourceDigest, targetDigest };
  });
  const { state = 'failed' } = run?.status ?? {};
  // A transfer that says succeeded while the digests differ is a failure.
  const outcome = succeeded ? 'succeeded' : state === 'succeeded' ? 'failed' : state;
  return { outcome, artifacts, seconds: secondsSoFar() };
}

function registryDocument(run: RegistryDemoRun): unknown {
  const { pushed, first, second, missing, mostAtOnce } = run;
  return {
    outcome: isWhole(run) ? 'succeeded' : 'failed',
    artifacts: pushed,
    batches: first.report?.totals?.batches ?? 0,
    mostBatchesAtOnce: mostAtOnce,
    missing,
    first: first.state,
    second: second.state,
    seconds: secondsSoFar(),
  };
}

function secondsSoFar(): number {
  return Math.round(process.uptime() * 10) / 10;
}

function logHelp(hostLog: string | undefined): string {
  if (!hostLog) return 'Look at the log of the host that you attached.';
  if (!existsSync(hostLog)) return `There is no ${hostLog}: the Functions host did not start.`;
  const tail = readFileSync(hostLog, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES);
  return [`The end of ${hostLog}:`, ...tail.map((line) => `  | ${line}`)].join('\n');
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
