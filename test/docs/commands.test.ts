import { readFileSync } from 'node:fs';
import path from 'node:path';
import { commandsOf } from './commandsOf';
import { ELSEWHERE } from './elsewhere';
import { fateOf, longCommands } from './fates';
import { PROJECT } from './page';
import { PAGES } from './pages';
import { SHELL } from './shell';

const { scripts } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const LONG = SHELL.filter((fence) => fateOf(fence) !== 'said').flatMap(longCommands);

describe('command blocks of the docs', () => {
  it.each(SHELL.map((fence) => [`${fence.page}:${fence.line}`, fence] as const))(
    '%s is run, or says why not',
    (_, fence) => expect(['run', 'elsewhere', 'away', 'said']).toContain(fateOf(fence)),
  );

  it('have something of each to run and to keep', () => {
    const fates = new Set(SHELL.map(fateOf));
    for (const fate of ['run', 'elsewhere', 'away']) expect(fates).toContain(fate);
  });

  it('name long commands that are run elsewhere, each in the table, and the table no others', () => {
    expect([...new Set(LONG)].sort()).toEqual(ELSEWHERE.map(({ command }) => command).sort());
  });

  it.each(ELSEWHERE)('$command is run by $by', ({ by, proof }) =>
    expect(readFileSync(path.join(PROJECT, by), 'utf8')).toMatch(proof),
  );

  it('and texts name scripts of npm that there are', () => {
    const texts = PAGES.flatMap(({ codes }) => codes);
    const named = [...SHELL.flatMap(longCommands), ...texts].flatMap(
      (command) => /^npm (?:run (?:-s )?|(?=start|test))([\w:-]+)/.exec(command)?.[1] ?? [],
    );
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

describe('the commands of a script', () => {
  it.each<[string, string[]]>([
    ['a b # c\n\nd', ['a b', 'd']],
    ['a \\\n  b', ['a b']],
    ["a 'b; c # d' | e && f", ["a 'b; c # d'", 'e', 'f']],
    ['x=1 y="2 3" a', ['a']],
    ['x="$(a "$(b)" | c)"', ['b', 'a "$()"', 'c']],
    ['if a; then b; fi', ['a', 'b']],
    ['a 2>&1', ['a 2>&1']],
    ['curl "http://h/?a=1&b=2"', ['curl "http://h/?a=1&b=2"']],
  ])('%j', (script, commands) => expect(commandsOf(script)).toEqual(commands));
});

describe('a block', () => {
  const fate = (text: string, note = '') => fateOf({ page: 'x.md', line: 1, note, text });

  it.each([
    ['curl "$FERRY_URL/api/routes"', '', 'run'],
    ['npm ci && npm run demo', '', 'elsewhere'],
    ['id=$(az account show --query id)\ncurl https://<app>', '', 'away'],
    ['curl https://<app>', 'not run: its address is yours', 'said'],
  ])('%j %j is %s', (text, note, expected) => expect(fate(text, note)).toBe(expected));

  it.each([
    ['curl https://<app>', '', 'x.md:1 has <app> to fill in'],
    ['npm start\ncurl 127.0.0.1', '', 'mixes what is run here and elsewhere'],
    ['rm -rf x', '', 'runs rm, which'],
    ['curl 127.0.0.1', 'not run:', 'says "not run:" after its language'],
    ['curl 127.0.0.1', 'run', 'says "run" after its language'],
  ])('%j %j is refused: %s', (text, note, why) => expect(() => fate(text, note)).toThrow(why));
});
