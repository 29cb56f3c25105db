import { parseArgs } from 'node:util';
import type { DrainView } from '../src/functions/http/schemas/drainView';
import { askApi, CannotAskError } from './askApi';
import { cannotRead } from './cannotRead';
import { describeDrain } from './describeDrain';
import { printable } from './printable';
import type { Output } from './runDoctor';

const LOCAL_HOST = 'http://127.0.0.1:7071';
const LOOK_MS = 10_000;
/** What was started as the drain began may show at the second look only. */
const LOOKS_IN_A_ROW = 2;
/** A restart, or a start from nothing, takes less. */
const MOST_UNANSWERED = 30;

const LISTS = ['alive'];

const HELP = `Usage: npm run drain -- [flags], or node drain.js [flags]

Before an upgrade: has the app start nothing new, and shows what still runs. That goes on to its end.
Exit code 0 where nothing runs any more (with --end: where the drain has ended), 1 where something does, 2 where the app could not be asked.

  --wait             wait until nothing runs any more
  --end              end the drain: transfers start again
  --only-reason TEXT with --end: leaves a drain alone that has another reason, and says whose it is
  --status           only look
  --reason TEXT      why, for whoever is refused
  --url URL          of the app (FERRY_URL; default ${LOCAL_HOST})
  --key KEY          function key (FERRY_KEY)
  FERRY_TOKEN        in the environment: a token, where the app asks for a sign-in
  --json             prints one JSON document, the app's last answer
  --help             show this`;

const OPTIONS = {
  wait: { type: 'boolean' },
  end: { type: 'boolean' },
  'only-reason': { type: 'string' },
  status: { type: 'boolean' },
  reason: { type: 'string' },
  url: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Where the command writes, and how it waits. */
export interface Surroundings extends Output {
  wait(milliseconds: number): Promise<unknown>;
}

/** @returns the exit code */
export async function runDrain(args: string[], env: NodeJS.ProcessEnv, around: Surroundings): Promise<number> {
  const { out, err } = around;
  try {
    const { url = env['FERRY_URL'] ?? LOCAL_HOST, key = env['FERRY_KEY'], ...flags } = read(args);
    if (flags.help) return (out(HELP), 0);
    const body = flags.reason === undefined ? {} : { body: { reason: flags.reason } };
    const credentials = { key, token: env['FERRY_TOKEN'] };
    const look = (): Promise<DrainView> => askApi<DrainView>(url, '/drain', credentials, { lists: LISTS });
    // To begin or to end twice is to do it once.
    const change = (path: string): Promise<DrainView> =>
      insist(() => askApi<DrainView>(url, path, credentials, { method: 'POST', ...body, lists: LISTS }), around);
    const show = (view: DrainView): void => (flags.json ? undefined : out(describeDrain(view)));
    const only = flags['only-reason'];
    if (only !== undefined) {
      const found = await insist(look, around);
      if (found.draining && found.begun?.reason !== only) {
        show(found);
        err('The drain has another reason, and is not ended.');
        if (flags.json) out(printable(JSON.stringify(found)));
        return 0;
      }
    }
    let view = await (flags.end ? change('/drain/end') : flags.status ? look() : change('/drain'));
    show(view);
    if (flags.wait) view = await waitUntilDrained(view, look, show, around);
    if (flags.json) out(printable(JSON.stringify(view)));
    const isQuiet = view.alive.length === 0 && !view.more;
    return flags.end || view.drained || (flags.status && isQuiet) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CannotAskError)) throw error;
    err(error.message);
    return 2;
  }
}

/** Ends as well where somebody ends the drain: then nothing is waited for any more. */
async function waitUntilDrained(
  begun: DrainView,
  look: () => Promise<DrainView>,
  show: (view: DrainView) => void,
  around: Surroundings,
): Promise<DrainView> {
  let [view, inARow] = [begun, begun.drained ? 1 : 0];
  while (view.draining && inARow < LOOKS_IN_A_ROW) {
    await around.wait(LOOK_MS);
    const next = await insist(look, around);
    if (isNews(view, next)) show(next);
    view = next;
    inARow = view.drained ? inARow + 1 : 0;
  }
  return view;
}

/** Asks until there is an answer: the app is restarted by whoever upgrades it. */
async function insist(ask: () => Promise<DrainView>, { wait, err }: Surroundings): Promise<DrainView> {
  for (let unanswered = 1; ; unanswered += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof CannotAskError) || !error.mayPass || unanswered >= MOST_UNANSWERED) throw error;
      err(`${error.message} It is asked again.`);
      await wait(LOOK_MS);
    }
  }
}

function isNews(before: DrainView, after: DrainView): boolean {
  const essence = ({ alive, draining, more }: DrainView): string =>
    JSON.stringify([draining, more, alive.map(({ kind, id }) => [kind, id])]);
  return essence(before) !== essence(after);
}

function read(args: string[]) {
  try {
    const { values } = parseArgs({ args, options: OPTIONS, strict: true, allowPositionals: false });
    if (values.end && (values.wait || values.status)) throw new Error('--end goes with neither --wait nor --status.');
    if (values['only-reason'] !== undefined && !values.end) throw new Error('--only-reason goes with --end.');
    if (values.status && values.reason !== undefined)
      throw new Error('--status changes nothing: it takes no --reason.');
    return values;
  } catch (error) {
    throw cannotRead(error);
  }
}
