import path from 'node:path';
import ts from 'typescript';
import { readHistories } from './histories';
import { ORCHESTRATIONS } from '../../src/orchestrations/orchestrations';
import { recordedCalls, type RecordedCall } from './recordedCalls';
import type { RecordedTurn } from './recordTurns';
import { replayTurn } from './replayTurn';

const ROOT = path.join(__dirname, '../..');
/** It is never written: the compiler is told what it holds. */
const FILE = path.join(__dirname, 'recorded.ts');

const NAMES = Object.keys(ORCHESTRATIONS);

/**
 * Generic, so that a field that today's activities do not know any more is no mistake: they ignore it. `stepMinutes` is known to all, because
 * TypeScript wants one known field at least of a type whose fields are all optional.
 */
const HEAD = `
import type { Activities } from '../../src/activities/activities';
${NAMES.map((name) => `import type { ${name} } from '../../src/orchestrations/${name}';`).join('\n')}
type Name = keyof Activities;
type Orchestrations = { ${NAMES.map((name) => `${name}: typeof ${name}`).join('; ')} };
type Orchestration = keyof Orchestrations;
type Told<N extends Orchestration> = Parameters<Orchestrations[N]>[1] & { patience?: { stepMinutes?: unknown } };
declare function begin<N extends Orchestration, T extends Told<N>>(name: N, value: T): void;
declare function input<N extends Name, T extends Parameters<Activities[N]>[0]>(name: N, value: T): void;
declare function result<N extends Name, T extends Awaited<ReturnType<Activities[N]>>>(name: N, value: T): void;
`;

/** Parsed once: the sources are the same each time. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What today's types say against recorded calls; none where all is well. */
function mistakesIn(calls: readonly RecordedCall[]): string[] {
  const lines = calls.map(({ what, name, value }) => `${what}(${JSON.stringify(name)}, ${value});`);
  const text = [...HEAD.trim().split('\n'), ...lines].join('\n');
  const config = ts.getParsedCommandLineOfConfigFile(
    path.join(ROOT, 'test/tsconfig.json'),
    { noEmit: true, skipLibCheck: true },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  if (!config) throw new Error('test/tsconfig.json cannot be read.');
  const host = ts.createCompilerHost(config.options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => path.resolve(name) === FILE || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    if (path.resolve(name) === FILE) return ts.createSourceFile(name, text, rest[0]);
    if (!parsed.has(name)) parsed.set(name, getSourceFile(name, ...rest));
    return parsed.get(name);
  };
  const program = ts.createProgram({ rootNames: [FILE], options: config.options, host });
  const source = program.getSourceFile(FILE);
  if (!source) throw new Error('The recorded calls were not compiled.');
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((found) => {
    const line = source.getLineAndCharacterOfPosition(found.start ?? 0).line;
    return `${text.split('\n')[line]?.slice(0, 300)}: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`;
  });
}

/** The same histories, with what today's orchestrations make of them: of an input that an earlier version wrote, a new field is undefined. */
async function asOfToday(turns: readonly RecordedTurn[]): Promise<RecordedTurn[]> {
  return Promise.all(turns.map(async (turn) => ({ ...turn, answer: await replayTurn(turn) })));
}

it('today’s activities and orchestrations take what recorded ones were told, and answer what those understood', () => {
  const calls = recordedCalls(readHistories().flatMap(([, turns]) => turns));
  expect(new Set(calls.map(({ what }) => what))).toEqual(new Set(['input', 'result', 'begin']));
  expect(mistakesIn(calls)).toEqual([]);
});

it('today’s activities and orchestrations take what today’s orchestrations tell them after a recorded history', async () => {
  const turns = await asOfToday(readHistories().flatMap(([, recorded]) => recorded));
  expect(mistakesIn(recordedCalls(turns))).toEqual([]);
});

it('a field that an earlier version did not write, and today’s orchestration hands on, is noticed', async () => {
  const [, turns = []] = readHistories().find(([name]) => name === 'unreleased/good-day') ?? [];
  const earlier = turns
    .filter(({ orchestration }) => orchestration === 'watchRun')
    .map((turn) => without(turn, 'kind'));
  const asRecorded = recordedCalls(earlier).filter(({ what }) => what === 'input');
  const today = recordedCalls(await asOfToday(earlier)).filter(({ what }) => what === 'input');
  expect(mistakesIn(asRecorded)).toEqual([]);
  expect(mistakesIn(today).join()).toMatch(/"checkRun".*'kind' is missing/s);
  expect(mistakesIn(recordedCalls(earlier)).join()).toMatch(/begin\("watchRun"/);
});

it('what today’s activities do not take, or do not answer any more, is noticed', () => {
  const found = mistakesIn([
    { name: 'lookForCancel', what: 'input', value: '{"transferId": "t0", "since": "1.0"}' },
    { name: 'lookForCancel', what: 'input', value: '{"id": "t0"}' },
    { name: 'lookForCancel', what: 'result', value: '{"end": "done", "value": {"isCanceled": true}}' },
    { name: 'lookForCancels', what: 'input', value: '{}' },
    { name: 'batch', what: 'begin', value: '{"transferId": "t0"}' },
  ]);
  expect(found).toHaveLength(4);
});

/** As an earlier version would have begun it, which knew nothing of that field. */
function without(turn: RecordedTurn, field: string): RecordedTurn {
  const trigger = structuredClone(turn.trigger) as { input: Record<string, unknown> };
  delete trigger.input[field];
  return { ...turn, trigger };
}
