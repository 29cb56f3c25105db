import { logEvent } from '../../../src/domain/telemetry/logEvent';
import { sasSeen } from '../../../src/domain/telemetry/sasSeen';
import { sweepEnded } from '../../../src/domain/telemetry/sweepEnded';
import { transferEnded } from '../../../src/domain/telemetry/transferEnded';
import { canaryTransferId } from '../../../src/domain/names';
import type { TransferReport } from '../../../src/domain/report/report';
import { partialReport } from '../../helpers/partialReport';

const failure = (code: 'artifact_not_found' | 'digest_mismatch') => ({ code, message: 'No.', nextStep: 'Look.' });
const REPORT: TransferReport = {
  ...partialReport([
    { artifact: 'app:v1', outcome: 'delivered' },
    { artifact: 'app:v2', outcome: 'failed', failure: failure('digest_mismatch') },
    { artifact: 'app:v3', outcome: 'failed', failure: failure('artifact_not_found') },
  ]),
  failures: [failure('digest_mismatch')],
};

const fieldsOf = (line: string): unknown => JSON.parse(line.slice(line.indexOf('{')));

it('is the name, then the fields, on one line', () => {
  const line = logEvent('transferEnded', transferEnded(REPORT));
  expect(line).toMatch(/^ferry\.transferEnded \{[^\n]*\}$/);
  expect(fieldsOf(line)).toEqual({
    ...{ transferId: 't1', route: 'prod', outcome: 'partial', canary: false, startedBy: 'function key' },
    ...{ startedAt: '2026-11-21T10:00:00.000Z', finishedAt: '2026-11-21T10:01:00.000Z', seconds: 60 },
    ...{ artifacts: 3, batches: 1, outcomes: { delivered: 1, failed: 2 } },
    codes: ['artifact_not_found', 'digest_mismatch'],
  });
});

it('counts what a long report does not list', () => {
  const { totals: _none, ...report } = partialReport(REPORT.artifacts, REPORT.artifacts.slice(0, 1));
  expect(transferEnded(report)).toMatchObject({ artifacts: 3, batches: 0, outcomes: {} });
});

it('tells a canary from what people and triggers transfer', () => {
  expect(transferEnded({ ...REPORT, id: canaryTransferId('prod', 'k') }).canary).toBe(true);
});

it('names no person, and every trigger', () => {
  const by = (startedBy: TransferReport['startedBy']) => transferEnded({ ...REPORT, startedBy }).startedBy;
  expect(by({ kind: 'principal', name: 'ada@example.com', id: 'x' })).toBe('principal');
  expect(by({ kind: 'trigger', name: 'schedule nightly' })).toBe('schedule nightly');
});

it('counts the findings of a sweep by name', () => {
  const sweep = { id: 'sweep-1', startedBy: { kind: 'trigger', name: 'sweep' }, startedAt: '', endedAt: '' } as const;
  const found = [{ finding: 'takenUp' as const, count: 2 }];
  expect(sweepEnded({ ...sweep, complete: true, wentOn: false, found, items: [] })).toEqual({
    ...{ sweepId: 'sweep-1', complete: true, found: { takenUp: 2 } },
  });
});

it('stays JSON where it hides a secret', () => {
  const of = {
    route: 'prod',
    end: 'source',
    secretUri: 'https://v.example/secrets/x?sig=abcdefgh',
    managed: true,
  } as const;
  const line = logEvent('sasSeen', sasSeen(of, { expiresAt: Date.parse('2026-12-01T00:00:00Z') }));
  expect(line).not.toContain('abcdefgh');
  expect(fieldsOf(line)).toMatchObject({ expiresAt: '2026-12-01T00:00:00.000Z' });
});
