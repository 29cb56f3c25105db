import { STACK_NAMES } from '../stackNames';
import type { StackEndpoints } from '../stack/stackEndpoints';
import { type Comparison, matches } from './compareRegistries';
import type { DemoRun } from './runDemo';
import { sizeInWords } from './sizeInWords';
import type { Failure } from '../../src/domain/failures/failure';
import type { TransferView } from '../../src/functions/http/schemas/transferView';

/**
 * The report, what both registries hold, and where everything was, as lines for a terminal.
 *
 * @param options.staysUp whether the host goes on running, so that the report can still be asked for.
 */
export function describeDemo(run: DemoRun, endpoints: StackEndpoints, options: { staysUp: boolean }): string {
  const { status, statusUrl, compared } = run;
  const outcomes = new Map(status.report?.artifacts.map(({ artifact, outcome }) => [artifact, outcome]));
  const rows = compared.map((comparison) => {
    return [comparison.artifact, outcomes.get(comparison.artifact) ?? 'not reported', describe(comparison)] as const;
  });
  const [wide, outcomeWide] = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const reachable = options.staysUp ? '' : ' (reachable only with --keep, or on a host of your own with --attach)';
  return [
    '',
    'Artifacts',
    ...rows.map(
      ([name, outcome, found]) => `  ${name.padEnd(wide ?? 0)}  ${outcome.padEnd(outcomeWide ?? 0)}  ${found}`,
    ),
    '',
    `Transfer ${status.id}`,
    ...linesOf(transferOf(status)),
    '',
    'Where everything was',
    ...linesOf([
      ['source registry', `${endpoints.sourceRegistry} (export pipeline ${STACK_NAMES.source.pipeline})`],
      ['target registry', `${endpoints.targetRegistry} (import pipeline ${STACK_NAMES.target.pipeline})`],
      ...whereOf(status, endpoints),
      ['report', `${statusUrl}${reachable}`],
    ]),
  ].join('\n');
}

type Line = [name: string, value: string];

function linesOf(lines: Line[]): string[] {
  return lines.map(([name, value]) => `  ${name.padEnd('source registry'.length)}  ${value}`);
}

function describe(comparison: Comparison): string {
  const { sourceDigest, targetDigest, pulled, problem } = comparison;
  if (!pulled) return `not at the target: ${problem}`;
  const counts = `${counted(pulled.manifests, 'manifest')}, ${counted(pulled.blobs, 'blob')}`;
  if (matches(comparison)) {
    return `${short(sourceDigest)} = ${short(targetDigest)}  ${counts}, ${sizeInWords(pulled.bytes)}`;
  }
  return `${short(sourceDigest)} at the source, ${short(targetDigest)} at the target: NOT THE SAME`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function short(digest: string | null): string {
  return digest?.slice(0, 'sha256:'.length + 12) ?? 'no digest';
}

function transferOf(status: TransferView): Line[] {
  const { report, state } = status;
  const problems = problemsOf(status).map((problem): Line => ['failure', problem]);
  if (!report) return [['outcome', state], ...problems];
  const { startedBy, startedAt, finishedAt } = report;
  const [{ copy } = {}] = report.batches;
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const lines: Line[] = [
    ['outcome', report.outcome],
    ['started by', startedBy.kind === 'principal' ? `${startedBy.name} (signed in)` : startedBy.name],
    ['took', `${seconds.toFixed(1)} s`],
  ];
  if (copy) {
    const amount = `${sizeInWords(copy.size)} in ${counted(copy.blocks, 'block')}`;
    lines.push(['copy', `${copy.strategy}, ${amount}, MD5 ${copy.contentMd5}`]);
    if (copy.fallbackReason) lines.push(['no server copy', inWords(copy.fallbackReason)]);
  }
  return [...lines, ...problems];
}

function whereOf({ report }: TransferView, endpoints: StackEndpoints): Line[] {
  if (!report) return [];
  const [{ exportRun, importRun, blob, blobsDeleted } = {}] = report.batches;
  const deleted = blobsDeleted ? ', deleted after verification' : '';
  return [
    ...(exportRun ? [['export run', exportRun.resourceId] satisfies Line] : []),
    ...(blob ? [['exported blob', `${endpoints.exports}/${blob}${deleted}`] satisfies Line] : []),
    ...(blob ? [['copied blob', `${endpoints.imports}/${blob}${deleted}`] satisfies Line] : []),
    ...(importRun ? [['import run', importRun.resourceId] satisfies Line] : []),
  ];
}

/** Each cause once: what ended the whole transfer is also the failure of each of its artifacts. */
function problemsOf({ report }: TransferView): string[] {
  const whole = (report?.failures ?? []).map(inWords);
  const single = (report?.artifacts ?? []).flatMap(({ artifact, failure }) => {
    const words = failure && inWords(failure);
    return words && !whole.includes(words) ? [`${artifact}: ${words}`] : [];
  });
  return [...new Set([...whole, ...single])];
}

function inWords({ code, message, nextStep }: Failure): string {
  return [message, code && `(${code})`, nextStep && `Next: ${nextStep}`].filter(Boolean).join(' ');
}
