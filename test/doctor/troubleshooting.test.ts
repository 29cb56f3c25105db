import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CHECKS } from '../../src/doctor/checks';
import { troubleshootingPage } from '../../src/doctor/troubleshootingPage';
import { VENDOR_ROWS } from '../../src/doctor/vendorRows';
import { PLANTED_FAULTS } from '../../local/faults/plantedFaults';

const CODES = CHECKS.map(({ code }) => code);
const HOW_TO = [
  'pipelineRunErrorMessage',
  'SAS token may have expired',
  'OverwriteBlobs',
  'DeleteSourceBlobOnSuccess',
  'container or the blob does not exist',
  'AzCopy',
  'no more than 50',
  'has not completed yet',
  'correlation id',
  '403 from the key vault',
  '403 from storage',
  'lacks a role',
  'source trigger',
];

describe('docs/troubleshooting.md', () => {
  it('is made of the checks as they are (npm run docs)', () => {
    const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/-{3,}/g, '---');
    const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'troubleshooting.md'), 'utf8');
    expect(plain(page).trim()).toBe(plain(troubleshootingPage(CHECKS)).trim());
  });

  it.each(HOW_TO)('has the row of the how-to: %s', (words) => {
    const rows = VENDOR_ROWS.filter(({ says }) => says.includes(words));
    expect(rows).toHaveLength(1);
    expect(CODES.filter((code) => rows[0]?.checks.test(code))).not.toEqual([]);
  });
});

it('names the rights of the app where the vendor says that the caller lacks a role', () => {
  const row = VENDOR_ROWS.find(({ says }) => says.includes('lacks a role'));
  for (const code of ['app_registry_rights', 'app_container_rights', 'pipeline_role'])
    expect(CODES.filter((one) => row?.checks.test(one))).toContain(code);
});

describe('the checks', () => {
  it('have codes of their own', () => {
    expect(new Set(CODES).size).toBe(CODES.length);
    expect(CODES.filter((code) => !/^[a-z]+(_[a-z]+)*$/.test(code))).toEqual([]);
  });

  it.each(CHECKS.map((check) => [check.code, check] as const))(
    '%s says what users see, and what mends it',
    (_, check) => {
      for (const text of [check.symptom, check.remedy]) expect(text).toMatch(/^[A-Z].{20,}\.$/);
      expect(check.question).toMatch(/^[A-Z].*\?$/);
    },
  );

  it.each(CODES)('%s has a planted fault', (code) => {
    expect(PLANTED_FAULTS.map(({ check }) => check)).toContain(code);
  });
});
