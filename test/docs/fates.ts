import { commandsOf, programOf } from './commandsOf';
import type { Fence } from './page';

/** Programs that need what is not here: a subscription, a container engine, another machine. */
const AWAY = ['az', 'azd', 'azcopy', 'bicep', 'docker', 'dotnet', 'func', 'gh', 'helm', 'oras', 'regctl', 'skopeo'];
/** Programs whose commands stand in `elsewhere.ts`. */
const LONG = ['npm', 'npx', 'node', '.ci/run'];
/** Programs that a block that is run may use. */
const HERE = ['curl', 'echo', 'export', 'grep', 'printf', 'sed', 'test', '['];

/** `<the name of something>` that a reader fills in. */
export const PLACEHOLDER = /(?<!<)<[a-z][^<>\n]*>/gi;

/** What becomes of a command block: `run` by test/e2e/docs.test.ts, run `elsewhere`, or not run: for where it runs (`away`), or as it says itself. */
export type Fate = 'run' | 'elsewhere' | 'away' | 'said';

/** @throws Error that says how to write the block, where nobody can tell */
export function fateOf({ page, line, note, text }: Pick<Fence, 'page' | 'line' | 'note' | 'text'>): Fate {
  const wrong = (what: string): Error => new Error(`${page}:${line} ${what}`);
  if (note !== '') {
    if (/^not run: \S/.test(note)) return 'said';
    throw wrong(`says "${note}" after its language; expected "not run: why"`);
  }
  const programs = commandsOf(text).map(programOf);
  if (programs.some((one) => AWAY.includes(one))) return 'away';
  const unknown = programs.find((one) => !LONG.includes(one) && !HERE.includes(one));
  if (unknown !== undefined)
    throw wrong(`runs ${unknown}, which test/docs/fates.ts does not know; or say "not run: why"`);
  const [placeholder] = text.match(PLACEHOLDER) ?? [];
  if (placeholder !== undefined) throw wrong(`has ${placeholder} to fill in; write an example, or say "not run: why"`);
  if (programs.every((one) => LONG.includes(one))) return 'elsewhere';
  if (programs.some((one) => LONG.includes(one))) throw wrong('mixes what is run here and elsewhere; write two blocks');
  return 'run';
}

/** The npm commands and the like of a block, whatever its fate. */
export function longCommands({ text }: Pick<Fence, 'text'>): string[] {
  return commandsOf(text).filter((command) => LONG.includes(programOf(command)));
}
