import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TRANSFER_OUTCOMES } from '../../../src/domain/report/report';
import { SWEEP_FINDINGS } from '../../../src/domain/sweeps/sweep';
import { logEvent, type LogEvents } from '../../../src/domain/telemetry/logEvent';
import { sasSeen } from '../../../src/domain/telemetry/sasSeen';
import { sweepEnded } from '../../../src/domain/telemetry/sweepEnded';
import { transferEnded } from '../../../src/domain/telemetry/transferEnded';
import { partialReport } from '../../helpers/partialReport';
import { deployedQueries } from './queries';

const BY = { kind: 'trigger', name: 'sweep' } as const;
const AT = '2026-11-29T10:00:00.000Z';

/** One of each, with all fields, made as the app makes it. */
const EVENTS: LogEvents = {
  transferEnded: transferEnded(partialReport([{ artifact: 'app:v1', outcome: 'delivered' }])),
  sweepEnded: sweepEnded({
    ...{ id: 'sweep-1', startedBy: BY, startedAt: AT, endedAt: AT, complete: true, wentOn: false, items: [] },
    found: SWEEP_FINDINGS.map((finding) => ({ finding, count: 1 })),
  }),
  sasSeen: sasSeen(
    { route: 'prod', end: 'source', secretUri: 'https://vault.example/secrets/sas', managed: true },
    { expiresAt: Date.parse(AT), renewsAt: Date.parse(AT) },
  ),
};
const NAMES = Object.keys(EVENTS) as (keyof LogEvents)[];
const QUERIES = deployedQueries();
const onEvents = QUERIES.filter(({ name }) => name !== 'errors');

const read = (file: string): string => readFileSync(path.join(__dirname, '../../..', file), 'utf8');
const wordsIn = (text: string): string[] => [...text.matchAll(/"([^"]*)"/g)].map(([, word = '']) => word);

function eventOf(text: string): keyof LogEvents {
  const found = NAMES.filter((name) =>
    text.includes(`Message startswith "${logEvent(name, EVENTS[name]).split('{')[0]}"`),
  );
  if (found[0] === undefined || found.length > 1) throw new Error(`Looks for no event of the app: ${text}`);
  return found[0];
}

it('there are the alert rules and the tables that the docs promise', () => {
  expect(QUERIES.map(({ name }) => name)).toEqual([
    ...['failed-transfer', 'sas-end', 'sweep-finds', 'silent', 'no-success'],
    ...['outcomes', 'failures', 'durations', 'latest', 'sweeps', 'sas', 'errors'],
  ]);
});

it.each(onEvents)('$name looks for a line that the app writes, and for fields that it has', ({ text }) => {
  const event = EVENTS[eventOf(text)] as unknown as Record<string, unknown>;
  const fields = [...text.matchAll(/\bevent\.([\w.]+)/g)].map(([, field = '']) => field);
  expect(fields.length > 0 || text.includes('count()')).toBe(true);
  for (const field of fields) {
    const value = field
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], event);
    expect([field, value]).not.toEqual([field, undefined]);
  }
});

const LISTS = onEvents.flatMap(({ name, text }) =>
  [...text.matchAll(/\b(outcome|finding)\)? in \(([^)]*)\)/g)].map(([, what, list = '']) => ({ name, what, list })),
);

it('there are lists of words in the queries', () => {
  expect(LISTS.map(({ name, what }) => `${name} ${what}`)).toEqual([
    ...['failed-transfer outcome', 'no-success outcome', 'sweeps finding'],
  ]);
});

it.each(LISTS)('$name knows what it looks for by the words of the app', ({ what, list }) => {
  const known: readonly string[] = what === 'finding' ? SWEEP_FINDINGS : TRANSFER_OUTCOMES;
  expect(wordsIn(list).length).toBeGreaterThan(0);
  for (const word of wordsIn(list)) expect(known).toContain(word);
});

it('every outcome that is no success alerts, unless somebody wanted it', () => {
  const text = (name: string): string => QUERIES.find((one) => one.name === name)?.text ?? '';
  const bad = wordsIn(/outcome in \(([^)]*)\)/.exec(text('failed-transfer'))?.[1] ?? '');
  const good = wordsIn(/event\.outcome\) in \(([^)]*)\)/.exec(text('no-success'))?.[1] ?? '');
  expect([...bad, ...good, 'canceled', 'planned'].sort()).toEqual([...TRANSFER_OUTCOMES].sort());
});

it.each(QUERIES)('$name has the columns that its rule reads, and no gap left', ({ text, columns }) => {
  for (const column of columns) expect(text).toMatch(new RegExp(`\\b${column}\\b`));
  expect(text).not.toMatch(/\{\w+\}/);
});

it.each(NAMES)(
  '%s is written by the app, is looked for, and stands in docs/messages.md with all its fields',
  (name) => {
    const written = ['activities/report/writeReport', 'functions/sweep/sweep', 'functions/timers/renewSas'];
    expect(written.some((file) => read(`src/${file}.ts`).includes(`logEvent('${name}',`))).toBe(true);
    expect(onEvents.map(({ text }) => eventOf(text))).toContain(name);
    const row = read('docs/messages.md')
      .split('\n')
      .find((line) => line.startsWith(`| \`ferry.${name}\``));
    const documented = [...(row?.split('|')[3] ?? '').matchAll(/`(\w+)`/g)].map(([, field = '']) => field);
    expect(documented).toEqual(Object.keys(EVENTS[name]));
  },
);

it('no line of them can be left out: the host samples neither traces nor exceptions', () => {
  const { logging } = JSON.parse(read('host.json')) as { logging: Logging };
  expect(logging.applicationInsights.samplingSettings.excludedTypes.split(';')).toEqual(
    expect.arrayContaining(['Trace', 'Exception']),
  );
  expect(logging.logLevel['default']).toBe('Information');
  expect(Object.keys(logging.logLevel).filter((category) => /^(Function|Worker)/.test(category))).toEqual([]);
});

interface Logging {
  logLevel: Record<string, string>;
  applicationInsights: { samplingSettings: { excludedTypes: string } };
}

it('a canary is no success of its route: it says nothing of what is transferred; what an earlier version wrote counts', () => {
  expect(QUERIES.find(({ name }) => name === 'no-success')?.text).toContain(
    '| where not(coalesce(tobool(event.canary), false))\n',
  );
});
