import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Comparison, matches } from '../demo/compareRegistries';
import { describeDemo } from '../demo/describeDemo';
import { writeHandsOffRoutes } from '../demo/handsOffRoutes';
import { parseAttach, requireHost, requireStack } from '../demo/requireHost';
import { type DemoRun, runDemo } from '../demo/runDemo';
import { type HandsOffRun, isHandsOff, runHandsOffDemo, startersOf } from '../demo/runHandsOffDemo';
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
  --hands-off        what starts by itself instead: pushes, a schedule, a blob that is carried by hand; then a cleanup
  --json             prints one JSON document as the last line of stdout; all else goes to stderr
  --attach URL       uses the Functions host at URL and the stack that "npm run stack" started
  --key KEY          the function key that this host asks for
  --keep             leaves stack and host running afterwards, until Ctrl-C
${COMMON_HELP.replace('default .local/stack', 'default .local/demo, cleared at every start')}
`;
const OWN = {
  registry: { type: 'boolean' },
  'hands-off': { type: 'boolean' },
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
  let handsOffRun: HandsOffRun | undefined;
  let host: string | undefined;
  try {
    const handsOff = own['hands-off'] === true;
    if (handsOff) refuseOthers(attach, own['registry'] === true);
    const onStack = () => (reached.stack = true);
    const prepared = await prepare({ settings, attach, key, handsOff, shutdown, say, onStack });
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
    } else if (handsOff) {
      handsOffRun = await shutdown.race(runHandsOffDemo(options));
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
    : handsOffRun
      ? isHandsOff(handsOffRun)
      : run?.status.state === 'succeeded' && run.compared.every(matches);
  if (succeeded) say('\nEvery digest is the same on both sides.');
  else if (reached.transfer)
    say(`\nNot every artifact arrived${doubtOf(own)}. ${logHelp(attach ? undefined : hostLogOf(settings))}`);
  else if (reached.stack) say(`\n${logHelp(hostLogOf(settings))}`);
  if (own['keep'] && !attach && host) {
    say(`\nLeft running: ${host}. Ctrl-C ends everything.`);
    await shutdown.wanted.catch(() => undefined);
  }
  await shutdown.stopAll();
  if (reached.stack) say(`\nEverything is stopped; its state is in ${settings.folder} until the next demo.`);
  if (own['json']) process.stdout.write(`${JSON.stringify(documentOf())}\n`);
  return succeeded ? 0 : 1;

  function documentOf(): unknown {
    if (registryRun) return registryDocument(registryRun);
    return handsOffRun ? handsOffDocument(handsOffRun) : document(run, succeeded === true);
  }
});

/** @throws Error saying why, and what to do. */
function refuseOthers(attach: string | undefined, registry: boolean): void {
  if (attach !== undefined)
    throw new Error(
      '--hands-off needs routes of its own, which a host that is attached does not have. Leave out --attach: the demo starts its own stack.',
    );
  if (registry) throw new Error('--hands-off and --registry are two demos. Leave out one of them.');
}

/** What else may be wrong where not everything is right. */
function doubtOf(own: Record<string, unknown>): string {
  if (own['registry']) return ', or one was moved again';
  return own['hands-off'] ? ', or something did not start by itself, or the cleanup removed nothing' : '';
}

async function prepare(options: {
  settings: StackSettings;
  attach: string | undefined;
  key: string | undefined;
  /** Whether the app gets routes that start by themselves. */
  handsOff: boolean;
  shutdown: Shutdown;
  say: (text: string) => void;
  /** Called when a stack of the demo's own has started. */
  onStack: () => void;
}): Promise<{ stack: AttachedStack; host: string }> {
  const { settings, attach, key, handsOff, shutdown, say, onStack } = options;
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
  const appSettings = handsOff ? writeHandsOffRoutes(settings.folder, stack.appSettings) : stack.appSettings;
  const host = await launchHost({ ...stack, appSettings }, shutdown);
  say(`ready ${host.url}`);
  return { stack, host: host.url };
}

function document(run: DemoRun | undefined, succeeded: boolean): unknown {
  const artifacts = digestsOf(run?.compared ?? []);
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

function handsOffDocument(run: HandsOffRun): unknown {
  const { transfers, cleanup, compared } = run;
  const ofOutcome = (outcome: string): number =>
    (cleanup.summary ?? []).reduce((sum, line) => sum + (line.outcome === outcome ? line.count : 0), 0);
  return {
    outcome: isHandsOff(run) ? 'succeeded' : 'failed',
    artifacts: digestsOf(compared),
    startedBy: startersOf(transfers),
    transfers: transfers.map(({ id, route, state, startedBy }) => ({ id, route, state, startedBy: startedBy.name })),
    cleanup: { state: cleanup.state, removed: ofOutcome('removed'), kept: ofOutcome('kept') },
    seconds: secondsSoFar(),
  };
}

function digestsOf(compared: readonly Comparison[]): object[] {
  return compared.map(({ artifact, sourceDigest, targetDigest }) => ({ artifact, sourceDigest, targetDigest }));
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
