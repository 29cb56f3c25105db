import { parseArgs } from 'node:util';
import type { DoctorView } from '../src/functions/http/schemas/doctorView';
import type { RouteList } from '../src/functions/http/schemas/routeList';
import type { VersionView } from '../src/functions/http/schemas/versionView';
import { askApi, CannotAskError } from './askApi';
import { cannotRead } from './cannotRead';
import { describeFindings } from './describeFindings';
import { printable } from './printable';

const LOCAL_HOST = 'http://127.0.0.1:7071';

const HELP = `Usage: npm run doctor -- [flags], or node doctor.js [flags]

Asks the app what is wrong with the set-up of its routes, and how to mend it. The app looks itself, with its own identity.
Exit code 0 where nothing is red, 1 where something is, or the routes file has mistakes, 2 where it could not be asked.

  --route NAME       one route; all where it is absent
  --app-version TEXT after a deployment: only of the app in this version; another that still answers could not be asked
  --url URL          of the app (FERRY_URL; default ${LOCAL_HOST})
  --key KEY          function key (FERRY_KEY)
  FERRY_TOKEN        in the environment: a token, where the app asks for a sign-in
  --json             prints one JSON document, a list with the answer for each route
  --help             show this`;

const OPTIONS = {
  route: { type: 'string' },
  'app-version': { type: 'string' },
  url: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Where the command writes. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/** @returns the exit code */
export async function runDoctor(args: string[], env: NodeJS.ProcessEnv, { out, err }: Output): Promise<number> {
  try {
    const { route, url = env['FERRY_URL'] ?? LOCAL_HOST, key = env['FERRY_KEY'], json, help, ...flags } = read(args);
    if (help) return (out(HELP), 0);
    const ask = <T>(path: string, ...lists: string[]): Promise<T> =>
      askApi<T>(url, path, { key, token: env['FERRY_TOKEN'] }, { lists });
    const wanted = flags['app-version'];
    if (wanted !== undefined) requireVersion(wanted, printable(await ask<VersionView>('/version')));
    const { routes, mistakes } =
      route === undefined
        ? await ask<RouteList>('/routes', 'routes', 'mistakes')
        : { routes: [{ name: route }], mistakes: [] };
    for (const { path, problem, expected } of printable(mistakes))
      err(`✗ routes file: ${path} ${problem}; expected ${expected}`);
    const names = routes.map(({ name }) => name);
    const views: DoctorView[] = [];
    for (const name of names) {
      const view = await ask<DoctorView>(`/routes/${encodeURIComponent(name)}/doctor`, 'findings');
      views.push(view);
      if (!json) out(`${describeFindings(view)}\n`);
    }
    if (json) out(printable(JSON.stringify(views)));
    if (names.length === 0) err('The app has no routes.');
    return mistakes.length > 0 || views.some(isToBeMended) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof CannotAskError)) throw error;
    err(error.message);
    return 2;
  }
}

/** Mistakes of the routes file are yellow in its row, since the last good routes go on; whoever deploys the file is to hear of them. */
function isToBeMended({ outcome, findings }: DoctorView): boolean {
  return outcome === 'failed' || findings.some(({ check, status }) => check === 'routes_file' && status === 'warning');
}

/** A deployment may succeed and the old code go on: github.com/Azure/azure-functions-host/issues/5663 and 7017. */
function requireVersion(wanted: string, { appVersion }: VersionView): void {
  if (appVersion !== wanted)
    throw new CannotAskError(
      `The app that answers is ${appVersion}, not ${wanted}. Ask again, restart it, or deploy again.`,
    );
}

function read(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw cannotRead(error);
  }
}
