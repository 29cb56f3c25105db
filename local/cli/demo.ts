import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DemoKind, EndedDemo } from '../demo/demoKind';
import { BROKEN_KIND, HANDS_OFF_KIND, IMAGES, REGISTRY } from '../demo/demoKinds';
import { parseAttach, requireHost, requireStack } from '../demo/requireHost';
import { MACHINE } from '../machine';
import type { StackSettings } from '../stack/stackSettings';
import { type AttachedStack, attachStack } from '../stack/attachStack';
import { COMMON_HELP, readFlags } from './flags';
import { hostLogOf, launchHost, launchPackage, launchStack } from './launch';
import { runCommand } from './runCommand';
import { Interrupted, type Shutdown } from './shutdown';

const HELP = `Usage: npm run demo -- [flags]

Starts Azure on this machine and the app, pushes images to one registry, has the app transfer them, pulls them from the
other one, compares the digests, and stops everything. Exit code 0 only if every digest is the same.

  --registry         a registry of some 300 artifacts instead: its plan, its batches at work, and what is new afterwards
  --hands-off        what starts by itself instead: pushes, a schedule, a blob that is carried by hand; then a cleanup
  --broken           what is set up wrongly instead: one fault after the other, found by the doctor and mended
  --json             prints one JSON document as the last line of stdout; all else goes to stderr
  --package FILE     runs the app of this package, as "npm run package" makes it, instead of the one that is built here
  --attach URL       uses the Functions host at URL and the stack that "npm run stack" started
  --key KEY          the function key that this host asks for
  --keep             leaves stack and host running afterwards, until Ctrl-C
${COMMON_HELP.replace('default .local/stack', 'default .local/demo, cleared at every start')}
`;
const OWN = {
  registry: { type: 'boolean' },
  'hands-off': { type: 'boolean' },
  broken: { type: 'boolean' },
  json: { type: 'boolean' },
  package: { type: 'string' },
  attach: { type: 'string' },
  key: { type: 'string' },
  keep: { type: 'boolean' },
} as const;
/** The demos that a flag asks for. */
const BY_FLAG: Readonly<Record<string, DemoKind>> = {
  'hands-off': HANDS_OFF_KIND,
  registry: REGISTRY,
  broken: BROKEN_KIND,
};
/** Those that need settings of their own, which a host that is attached does not have. */
const OF_ITS_OWN = ['hands-off', 'broken'];
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
  const zip = text(own['package']);
  const key = text(own['key']);
  const asked = Object.keys(BY_FLAG).filter((flag) => own[flag] === true);
  const kind = BY_FLAG[asked[0] ?? ''] ?? IMAGES;
  // The last lines speak only of what has begun.
  const reached = { stack: false, transfer: false };
  let ended: EndedDemo | undefined;
  let host: string | undefined;
  try {
    requireOneDemo(asked, attach);
    requireOneApp(zip, attach);
    const onStack = () => (reached.stack = true);
    const prepared = await prepare({ settings, attach, zip, key, kind, shutdown, say, onStack });
    host = prepared.host;
    reached.transfer = true;
    const ending = new AbortController();
    shutdown.wanted.catch(() => ending.abort());
    const staysUp = Boolean(attach ?? own['keep']);
    const options = { ...prepared, stream, signal: ending.signal, staysUp, ...(key ? { key } : {}) };
    ended = await shutdown.race(kind.run(MACHINE, options));
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const what = reached.transfer ? 'did not finish' : 'could not start';
    process.stderr.write(`\nThe demo ${what}. ${(error as Error).message}\n`);
  }
  const succeeded = ended?.succeeded === true;
  if (succeeded) say(`\n${kind.proof}`);
  else if (reached.transfer)
    say(`\nNot every artifact arrived${kind.doubt}. ${logHelp(attach ? undefined : hostLogOf(settings))}`);
  else if (reached.stack) say(`\n${logHelp(hostLogOf(settings))}`);
  if (own['keep'] && !attach && host) {
    say(`\nLeft running: ${host}. Ctrl-C ends everything.`);
    await shutdown.wanted.catch(() => undefined);
  }
  await shutdown.stopAll();
  if (reached.stack) say(`\nEverything is stopped; its state is in ${settings.folder} until the next demo.`);
  const document = ended?.document ?? kind.unfinished;
  const timed = kind.isTimed ? { ...document, seconds: Math.round(process.uptime() * 10) / 10 } : document;
  if (own['json']) process.stdout.write(`${JSON.stringify(timed)}\n`);
  return succeeded ? 0 : 1;
});

/** @throws Error saying why, and what to do. */
function requireOneDemo(asked: readonly string[], attach: string | undefined): void {
  const alone = asked.find((flag) => OF_ITS_OWN.includes(flag));
  if (attach !== undefined && alone !== undefined)
    throw new Error(
      `--${alone} needs routes of its own, which a host that is attached does not have. Leave out --attach: the demo starts its own stack.`,
    );
  const [first, second] = asked;
  if (second !== undefined) throw new Error(`--${first} and --${second} are two demos. Leave out one of them.`);
}

/** @throws Error saying what to leave out. */
function requireOneApp(zip: string | undefined, attach: string | undefined): void {
  if (zip !== undefined && attach !== undefined)
    throw new Error('--package starts a host of its own, and --attach uses one that runs. Leave out one of them.');
}

async function prepare(options: {
  settings: StackSettings;
  attach: string | undefined;
  zip: string | undefined;
  key: string | undefined;
  kind: DemoKind;
  shutdown: Shutdown;
  say: (text: string) => void;
  /** Called when a stack of the demo's own has started. */
  onStack: () => void;
}): Promise<{ stack: AttachedStack; host: string; routesFile: string }> {
  const { settings, attach, zip, key, kind, shutdown, say, onStack } = options;
  if (attach !== undefined) {
    const host = parseAttach(attach);
    const stack = await attachStack(MACHINE, settings.folder);
    await shutdown.race(requireStack(stack.endpoints.admin, settings.folder));
    await shutdown.race(requireHost({ host, ...(key ? { key } : {}) }));
    // Demos that change the routes file start a stack of their own.
    return { stack, host, routesFile: '' };
  }
  const app = zip === undefined ? undefined : await launchPackage(zip, shutdown);
  if (app !== undefined) say(`Unpacked ${zip} into ${app}`);
  say(`Starting Azure on this machine, its state in ${settings.folder}`);
  const stack = await launchStack(
    MACHINE,
    { ...settings, storageGate: settings.storageGate || kind.needsStorageGate },
    { reset: true, withHost: true, shutdown },
  );
  onStack();
  const appSettings = kind.appSettings(settings.folder, stack.appSettings);
  const host = await launchHost({ ...stack, appSettings }, shutdown, app);
  say(`ready ${host.url}`);
  return { stack, host: host.url, routesFile: appSettings['FERRY_ROUTES'] ?? '' };
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
