import { NAMES } from '../names';
import type { StackEndpoints } from '../stack/endpoints';
import { type Comparison, matches } from './compareRegistries';
import { mebibytes } from './progressView';
import type { DemoRun } from './runDemo';
import type { Problem, TransferStatus } from './transferApi';

/** What happened and where everything was, as lines for a terminal. */
export function describeRun(run: DemoRun, endpoints: StackEndpoints): string {
  const { status, statusUrl, compared } = run;
  const width = Math.max(...compared.map(({ artifact }) => artifact.length));
  return [
    '',
    ...compared.map((comparison) => `  ${comparison.artifact.padEnd(width)}  ${describe(comparison)}`),
    '',
    `Transfer ${status.id}: ${status.state}`,
    ...problemsOf(status).map((problem) => `  ${problem}`),
    '',
    'Where everything was',
    `  source registry  ${endpoints.sourceRegistry} (export pipeline ${NAMES.source.pipeline})`,
    `  target registry  ${endpoints.targetRegistry} (import pipeline ${NAMES.target.pipeline})`,
    ...whereOf(status, endpoints).map((line) => `  ${line}`),
    `  report           ${statusUrl}`,
  ].join('\n');
}

function describe(comparison: Comparison): string {
  const { sourceDigest, targetDigest, pulled, problem } = comparison;
  if (!pulled) return `missing at the target: ${problem}`;
  const size = `${pulled.manifests} manifests, ${pulled.blobs} blobs, ${mebibytes(pulled.bytes)} MiB`;
  if (matches(comparison)) return `${short(sourceDigest)} = ${short(targetDigest)}  ${size}`;
  return `${short(sourceDigest)} at the source, ${short(targetDigest)} at the target: NOT THE SAME`;
}

function short(digest: string | null): string {
  return digest?.slice(0, 'sha256:'.length + 12) ?? 'no digest';
}

function whereOf({ report }: TransferStatus, endpoints: StackEndpoints): string[] {
  if (!report) return [];
  const { exportRun, importRun, blob, blobsDeleted } = report;
  const deleted = blobsDeleted ? ', deleted after verification' : '';
  return [
    ...(exportRun ? [`export run       ${exportRun.resourceId}`] : []),
    ...(blob ? [`exported blob    ${endpoints.exports}/${blob}${deleted}`] : []),
    ...(blob ? [`copied blob      ${endpoints.imports}/${blob}${deleted}`] : []),
    ...(importRun ? [`import run       ${importRun.resourceId}`] : []),
  ];
}

function problemsOf({ report, failure }: TransferStatus): string[] {
  const whole = [...(failure ? [failure] : []), ...(report?.failures ?? [])].map(inWords);
  const single = (report?.artifacts ?? []).flatMap(({ artifact, failure }) =>
    failure ? [`${artifact}: ${inWords(failure)}`] : [],
  );
  return [...whole, ...single];
}

function inWords({ code, message, nextStep }: Problem): string {
  return [message, code && `(${code})`, nextStep].filter(Boolean).join(' ');
}
