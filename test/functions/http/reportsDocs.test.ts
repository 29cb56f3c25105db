import { readFileSync } from 'node:fs';
import path from 'node:path';
import { artifactPagesOf } from '../../../src/domain/report/artifactPages';
import { CSV_HEAD, toCsv } from '../../../src/domain/report/csv';
import { toCarrySchema } from '../../../src/domain/report/report';
import { artifactListSchema } from '../../../src/functions/http/schemas/artifactList';
import { transferViewSchema } from '../../../src/functions/http/schemas/transferView';
import { createFakes } from '../../helpers/fakes';

const TEXT = readFileSync(path.join(__dirname, '../../../docs/reports.md'), 'utf8');

function blocksOf(language: string): string[] {
  return [...TEXT.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);
}

describe('docs/reports.md', () => {
  const [viewText = '', pageText = '', carryText = '', ...moreJson] = blocksOf('json');
  const [csv, ...moreCsv] = blocksOf('csv');

  it('shows a transfer of which some was delivered, some failed and some was skipped', () => {
    const { report, state } = transferViewSchema.parse(JSON.parse(viewText));
    expect(state).toBe('partial');
    expect(report?.totals?.outcomes).toEqual({ delivered: 2, failed: 1, skipped: 1 });
    expect(report?.failures).toMatchObject([{ message: expect.stringContaining('app/web:2.0.0') }]);
    expect([...moreJson, ...moreCsv]).toEqual([]);
  });

  it('shows what is to be carried', () => {
    const { toCarry } = JSON.parse(carryText) as { toCarry: unknown };
    expect(toCarrySchema.safeParse(toCarry).success).toBe(true);
  });

  it('shows the page of its artifacts that the app makes of the report', async () => {
    const { report } = transferViewSchema.parse(JSON.parse(viewText));
    if (!report) throw new Error('The transfer has no report.');
    const { id, totals, page, pages, artifacts } = artifactListSchema.parse(JSON.parse(pageText));
    expect({ id, totals }).toEqual({ id: report.id, totals: report.totals });
    expect({ page, pages }).toEqual({ page: 1, pages: 1 });
    expect(artifacts).toEqual(await artifactPagesOf(createFakes().pages, report).read(0));
  });

  it('shows the CSV that the app makes of that page', () => {
    const { artifacts } = artifactListSchema.parse(JSON.parse(pageText));
    expect(csv).toBe(`${CSV_HEAD}${toCsv(artifacts)}`.replaceAll('\r\n', '\n'));
  });
});
