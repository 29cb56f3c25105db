import type { Fix } from '../../src/domain/doctor/finding';
import { STACK_NAMES } from '../stackNames';
import type { BrokenStack } from './brokenStack';
import { runAz } from './runAz';
import { runCommand } from './shell/runCommand';

const API = '/api';

/** Does what the command of a fix does: `az`, and `curl` of the app's own API. @throws Error where there is none, or nobody can run it here */
export async function runFix(stack: BrokenStack, fix: Fix | undefined): Promise<void> {
  if (fix?.command === undefined) throw new Error(`There is no command to run: ${fix?.say ?? 'no fix'}`);
  const variables = {
    FERRY_URL: stack.host,
    FERRY_KEY: 'none',
    FERRY_PRINCIPAL_ID: STACK_NAMES.appPrincipalId,
  };
  const run = (words: string[]) => (words[0] === 'az' ? runAz(stack, words.slice(1)) : runCurl(stack, words));
  await runCommand(fix.command, { variables, run });
}

/** `curl [-X METHOD] URL [-H HEADER] [-d BODY]` */
async function runCurl(stack: BrokenStack, [program, ...words]: string[]): Promise<string> {
  const valueOf = (option: string): string | undefined => {
    const at = words.indexOf(option);
    return at === -1 ? undefined : words[at + 1];
  };
  const url = words.find((word) => word.startsWith(`${stack.host}${API}/`));
  if (program !== 'curl' || url === undefined) throw new Error(`Nobody can run here: ${[program, ...words].join(' ')}`);
  const body = valueOf('-d');
  const method = (valueOf('-X') ?? (body === undefined ? 'GET' : 'POST')) as Parameters<BrokenStack['ferry']>[0];
  const answer = await stack.ferry(
    method,
    url.slice(stack.host.length + API.length),
    ...(body === undefined ? [] : [JSON.parse(body) as unknown]),
  );
  return JSON.stringify(answer ?? '');
}
