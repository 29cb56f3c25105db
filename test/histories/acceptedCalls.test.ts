import path from 'node:path';
import ts from 'typescript';
import { readHistories } from './histories';
import { recordedCalls, type RecordedCall } from './recordedCalls';

const ROOT = path.join(__dirname, '../..');
/** It is never written: the compiler is told what it holds. */
const FILE = path.join(__dirname, 'recorded.ts');

/** Generic, so that a field that today's activities do not know any more is no mistake: they ignore it. */
const HEAD = `
import type { Activities } from '../../src/activities/activities';
type Name = keyof Activities;
declare function input<N extends Name, T extends Parameters<Activities[N]>[0]>(name: N, value: T): void;
declare function result<N extends Name, T extends Awaited<ReturnType<Activities[N]>>>(name: N, value: T): void;
`;

/** Parsed once: the sources are the same each time. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What today's types say against recorded calls; none where all is well. */
function mistakesIn(calls: readonly RecordedCall[]): string[] {
  const lines = calls.map(({ what, activity, value }) => `${what}(${JSON.stringify(activity)}, ${value});`);
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

it('today’s activities take what recorded orchestrations told theirs, and answer what those understood', () => {
  const calls = recordedCalls(readHistories().flatMap(([, turns]) => turns));
  expect(new Set(calls.map(({ what }) => what))).toEqual(new Set(['input', 'result']));
  expect(mistakesIn(calls)).toEqual([]);
});

it('what today’s activities do not take, or do not answer any more, is noticed', () => {
  const found = mistakesIn([
    { activity: 'lookForCancel', what: 'input', value: '{"transferId": "t0", "since": "1.0"}' },
    { activity: 'lookForCancel', what: 'input', value: '{"id": "t0"}' },
    { activity: 'lookForCancel', what: 'result', value: '{"end": "done", "value": {"isCanceled": true}}' },
    { activity: 'lookForCancels', what: 'input', value: '{}' },
  ]);
  expect(found).toHaveLength(3);
});
