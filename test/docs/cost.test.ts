import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from './page';

/** How many images the bench selected: the column's heading says it, too. */
const MEASURED = 950;
const COLUMN = `${MEASURED} artifacts by selection`;
/** The rows of docs/operations.md, and those of bench/RESULTS.md that they add up. */
const SUMS: Readonly<Record<string, readonly string[]>> = {
  'state, writes and lists': ['state: writes', 'state: lists'],
  'state, reads': ['state: reads'],
  'storage of both ends, writes': ['source storage: writes', 'target storage: writes'],
  'storage of both ends, reads': ['source storage: reads', 'target storage: reads'],
  'function executions, without looks': ['function executions'],
  'Resource Manager': ['Resource Manager'],
  'source registry': ['source registry'],
  'target registry': ['target registry'],
};

const operations = read('docs/operations.md');
const results = read('bench/RESULTS.md');
const prices = new Map(rowsAfter(operations, '## Cost').map(([sign = '', , usd = '']) => [sign, numberOf(usd)]));
const [heads = [], ...counted] = rowsAfter(results, '## What a transfer asks for');
const column = (name: string) =>
  new Map(counted.map((row) => [row[0] ?? '', numberOf(row[heads.indexOf(name)] ?? '')]));

describe('the bill of docs/operations.md for 1,000 artifacts', () => {
  const rows = rowsAfter(operations, '### Per 1,000 artifacts').slice(1);

  it('has a row for each sum', () => expect(rows.map(([what]) => what)).toEqual(Object.keys(SUMS)));

  it.each(rows)('%s: what was measured, made 1,000 of', (what = '', requests = '') => {
    const sum = (SUMS[what] ?? []).reduce((all, row) => all + (column(COLUMN).get(row) ?? NaN), 0);
    expect(numberOf(requests)).toBe(Math.round((sum / MEASURED) * 1_000));
  });

  const billed = rows.filter(([, , , usd]) => usd);
  it.each(billed)('%s: %s requests %s are %s USD', (_, requests, formula, usd = '') => {
    expect(usd).toBe(roundedAs(usd, valueOf(`${requests} ${formula}`)));
  });
});

describe('the bill of docs/operations.md for a TB', () => {
  const section = operations.slice(operations.indexOf('### Per TB'), operations.indexOf('### Per 1,000 artifacts'));
  const MIB = 1024 ** 2;

  it('has as many blocks and reads as a TB has', () => {
    expect(section).toContain(`${Math.ceil(1e12 / (16 * MIB)).toLocaleString('en')} blocks of 16 MiB`);
    expect(section).toContain(`\`${Math.ceil(1e12 / (4 * MIB)).toLocaleString('en')} / 10,000 × r\``);
  });

  it('takes from the bench what blocks and reads are', () => {
    const [server, relay] = [column('512 MiB, server'), column('256 MiB, relay')];
    expect(server.get('target storage: writes')).toBe(512 / 16 + 3);
    expect(relay.get('target storage: writes')).toBe(256 / 16 + 3);
    expect(relay.get('source storage: reads')).toBe(
      256 / 4 + (column(COLUMN).get('source storage: reads') ?? NaN) / 21,
    );
  });

  // In its own cell, or in the first one of its row for all others.
  const inCells = [...section.matchAll(/`([^`]+)` = ([\d.]+)/g)].map(([, formula, usd]) => [formula, usd]);
  const inRows = [...section.matchAll(/^\|[^|`]*`([^`]+)` *\| *([\d.]+) *\| *([\d.]+) *\|$/gm)].flatMap(
    ([, formula, server, relay]) => [server, relay].map((usd) => [formula, usd]),
  );

  it('has formulas', () => expect([inCells.length, inRows.length]).toEqual([2, 6]));

  it.each([...inCells, ...inRows])('%s = %s USD', (formula = '', usd = '') => {
    expect(usd).toBe(roundedAs(usd, valueOf(formula)));
  });
});

it('the bill of docs/operations.md for an idle day counts the timers as they are set', () => {
  const MINUTES = 24 * 60;
  const sweeps = MINUTES / 5;
  const words = operations.slice(operations.indexOf('### While nothing happens'));
  const writes = MINUTES + sweeps * 4;
  const reads = sweeps * 3;
  const executions = MINUTES + sweeps + 2 * 24;
  const [said = ''] = /That is[^:]*: some [\d.]+ USD/.exec(words.replaceAll('\n', ' ')) ?? [];
  expect([...said.matchAll(/[\d,.]*\d/g)].map(([number]) => numberOf(number))).toEqual([
    writes,
    reads,
    executions,
    0.4,
  ]);
  const month = valueOf(`${writes * 30} / 10,000 × w`) + valueOf(`${reads * 30} / 10,000 × r`);
  expect(month).toBeCloseTo(0.4, 1);
  const source = read('src/index.ts');
  for (const cron of ["'0 * * * * *'", "'0 */5 * * * *'", "'0 40 * * * *'", "'0 20 * * * *'"])
    expect(source).toContain(cron);
});

function read(file: string): string {
  return readFileSync(path.join(PROJECT, file), 'utf8');
}

/** The cells of the first table below a heading, its head first where one is wanted: without the line below that. */
function rowsAfter(text: string, heading: string): string[][] {
  const at = text.indexOf(`\n${heading}\n`);
  const [table = ''] = /^\|.*(?:\n\|.*)*/m.exec(text.slice(at)) ?? [];
  const lines = table.split('\n').filter((line) => !/^\|[ :|-]+$/.test(line));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(\w)`$/, '$1')),
  );
}

function numberOf(text: string): number {
  return Number(text.replaceAll(',', ''));
}

/** From left to right, as `59,605 / 10,000 × w`: a letter is a price. */
function valueOf(formula: string): number {
  const parts = formula.match(/[\d,.]+|[a-z]|[×/]/g) ?? [];
  let value = 1;
  let isDivided = false;
  for (const part of parts) {
    if (part === '×' || part === '/') isDivided = part === '/';
    else {
      const number = prices.get(part) ?? numberOf(part);
      value = isDivided ? value / number : value * number;
    }
  }
  return value;
}

/** With as many digits as the page gives. */
function roundedAs(shown: string, value: number): string {
  return value.toFixed(shown.split('.')[1]?.length ?? 0);
}
