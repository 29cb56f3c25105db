import { markdownTable } from '../measure/table';
import type { ModelRun } from './modelFlags';
import type { ModelSettings } from './modelSettings';
import { MODEL_COPIERS, type ModelCopier, type ModelMeasure } from './measureModel';

const GBIT = 1e9 / 8;
const MIB = 1024 * 1024;
/** Of the account's rate: what counts as having reached it. */
const NEAR = 0.95;

const LABELS: Record<ModelCopier, string> = {
  server: 'server',
  app: 'app',
  azcopy: 'azcopy',
  azcopyAuto: 'azcopy AUTO',
};

/** How near a copy came to what the accounts allow. */
export interface Nearness {
  /** Seconds of the model until the first whole second that is near the ceiling; absent where there was none. */
  secondsToCeiling?: number;
  /** Bytes of the whole copy by what the ceiling allows in its time; above 1 where savings were used. */
  ofCeiling: number;
}

/** What both accounts let through, in bytes per second. */
function ceilingOf({ ingressBytesPerSecond, egressBytesPerSecond }: ModelSettings): number {
  return Math.min(ingressBytesPerSecond, egressBytesPerSecond);
}

export function nearnessOf(
  { traffic }: Pick<ModelMeasure, 'traffic'>,
  { settings, size }: Pick<ModelRun, 'settings' | 'size'>,
): Nearness {
  const ceiling = ceilingOf(settings);
  const first = traffic.bytesPerSecond.findIndex((bytes) => bytes >= NEAR * ceiling);
  return { ...(first >= 0 && { secondsToCeiling: first }), ofCeiling: size / traffic.seconds / ceiling };
}

export function describeSettings({ settings, scale, size }: ModelRun): string {
  const { ingressBytesPerSecond, egressBytesPerSecond, requestsPerSecond, streamBytesPerSecond } = settings;
  const { latencySeconds, burstSeconds, retryAfterSeconds } = settings;
  return [
    `${size / 1024 ** 3} GiB; ${ingressBytesPerSecond / GBIT} Gbps in, ${egressBytesPerSecond / GBIT} Gbps out,`,
    `${requestsPerSecond} requests/s, ${streamBytesPerSecond / MIB} MiB/s a stream, ${latencySeconds * 1000} ms,`,
    `${burstSeconds} s saved up, Retry-After ${retryAfterSeconds} s; one second of the model takes ${scale} s.`,
  ].join(' ');
}

export function describeMeasures(measures: readonly ModelMeasure[], run: ModelRun): string {
  const rows = MODEL_COPIERS.flatMap((name) => measures.filter(({ copier }) => copier === name)).map((measure) => {
    const { secondsToCeiling, ofCeiling } = nearnessOf(measure, run);
    const { copier, traffic, copierCores, modelCores } = measure;
    return [
      LABELS[copier],
      traffic.seconds.toFixed(1),
      ofCeiling.toFixed(2),
      secondsToCeiling === undefined ? 'never' : String(secondsToCeiling),
      String(traffic.refused),
      String(traffic.requests),
      copierCores?.toFixed(2) ?? '–',
      modelCores?.toFixed(2) ?? '–',
    ];
  });
  const header = [
    'copy',
    'seconds',
    'of the ceiling',
    'reached after s',
    '503s',
    'requests',
    'its cores',
    "model's cores",
  ];
  return markdownTable(header, rows);
}

/** Each copy's rate in each second, as a part of the ceiling. */
export function describeRates(measures: readonly ModelMeasure[], { settings }: ModelRun): string {
  const ceiling = ceilingOf(settings);
  return measures
    .map(({ copier, traffic }) => {
      const rates = traffic.bytesPerSecond.map((bytes) => (bytes / ceiling).toFixed(2));
      return `${LABELS[copier]}: ${rates.join(' ')}`;
    })
    .join('\n');
}

/** Whether the app came near the ceiling, ahead of AzCopy's better try, with no more 503s than that. */
export function describeModelGoals(measures: readonly ModelMeasure[], run: ModelRun): string {
  const app = measures.find(({ copier }) => copier === 'app');
  const azcopy = bestOf(
    measures.filter(({ copier }) => copier.startsWith('azcopy')),
    run,
  );
  if (!app) return '';
  const near = nearnessOf(app, run).ofCeiling;
  const other = azcopy && nearnessOf(azcopy, run).ofCeiling;
  const verdict = (reached: boolean | undefined): string =>
    reached === undefined ? 'not measured' : reached ? 'reached' : 'missed';
  const its = azcopy ? LABELS[azcopy.copier] : 'azcopy';
  return markdownTable(
    ['goal', 'app', its, ''],
    [
      [`≥ ${NEAR} of the ceiling`, near.toFixed(2), other?.toFixed(2) ?? '–', verdict(near >= NEAR)],
      [
        'ahead of AzCopy',
        near.toFixed(2),
        other?.toFixed(2) ?? '–',
        verdict(other === undefined ? undefined : near > other),
      ],
      [
        'no more 503s',
        String(app.traffic.refused),
        azcopy ? String(azcopy.traffic.refused) : '–',
        verdict(azcopy && app.traffic.refused <= azcopy.traffic.refused),
      ],
    ],
  );
}

/** For programs that read the JSON document; null for a copier that did not run. */
export function summarizeModel(measures: readonly ModelMeasure[], run: ModelRun): Record<string, unknown> {
  const entries = MODEL_COPIERS.map((name) => {
    const measure = measures.find(({ copier }) => copier === name);
    if (!measure) return [name, null];
    const { secondsToCeiling = null, ofCeiling } = nearnessOf(measure, run);
    const { seconds, refused, requests } = measure.traffic;
    return [name, { seconds, ofCeiling, secondsToCeiling, refused, requests }];
  });
  return { bytes: run.size, ceilingBytesPerSecond: ceilingOf(run.settings), ...Object.fromEntries(entries) };
}

function bestOf(measures: readonly ModelMeasure[], run: ModelRun): ModelMeasure | undefined {
  return measures.toSorted((one, other) => nearnessOf(other, run).ofCeiling - nearnessOf(one, run).ofCeiling)[0];
}
