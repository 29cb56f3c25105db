import { describeDemo } from '../../../local/demo/describeDemo';
import type { DemoRun } from '../../../local/demo/runDemo';
import { endpointsOf } from '../../../local/stack/stackEndpoints';
import type { Failure } from '../../../src/domain/failures/failure';
import type { ArtifactReport, TransferReport } from '../../../src/domain/report/report';
import { readStackSettings } from '../../../local/stack/stackSettings';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const endpoints = endpointsOf(readStackSettings({}, '/').ports);
const pulled = { digest: DIGEST, manifests: 1, blobs: 2, bytes: 2048 };

const STARTED_BY = { kind: 'functionKey', name: 'function key' } as const;
const REPORT: TransferReport = {
  version: 1,
  id: 't1',
  route: 'local',
  outcome: 'succeeded',
  startedBy: STARTED_BY,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:04.200Z',
  artifacts: [{ artifact: 'demo/notes:1.0', outcome: 'delivered' }],
  batches: [
    {
      batch: 'b1',
      outcome: 'succeeded',
      artifacts: ['demo/notes:1.0'],
      copy: { strategy: 'server', size: 64 * 1024 * 1024, blocks: 8, contentMd5: 'md5==', committed: true },
    },
  ],
  failures: [],
};

const RUN: DemoRun = {
  statusUrl: 'http://127.0.0.1:7071/api/transfers/t1',
  compared: [{ artifact: 'demo/notes:1.0', sourceDigest: DIGEST, targetDigest: DIGEST, pulled }],
  status: {
    id: 't1',
    route: 'local',
    state: 'succeeded',
    createdAt: REPORT.startedAt,
    startedBy: STARTED_BY,
    artifacts: ['demo/notes:1.0'],
    statusUrl: 'http://127.0.0.1:7071/api/transfers/t1',
    report: REPORT,
  },
};

describe('describeDemo', () => {
  it('prints the report: each artifact, who started it, how long it took, and the copy', () => {
    const lines = describeDemo(RUN, endpoints, { staysUp: true }).split('\n');
    const short = `sha256:${'a'.repeat(12)}`;
    expect(lines).toEqual(
      expect.arrayContaining([
        `  demo/notes:1.0  delivered  ${short} = ${short}  1 manifest, 2 blobs, 2.0 KiB`,
        '  outcome          succeeded',
        '  started by       function key',
        '  took             4.2 s',
        '  copy             server, 64.0 MiB in 8 blocks, MD5 md5==',
        '  report           http://127.0.0.1:7071/api/transfers/t1',
      ]),
    );
  });

  it('prints each failure once, with its next step', () => {
    // Prepare
    const failure: Failure = { code: 'import_run_failed', message: 'No berth.', nextStep: 'Run it again.' };
    const artifacts: ArtifactReport[] = [
      { artifact: 'demo/notes:1.0', outcome: 'failed', failure },
      { artifact: 'demo/gone:1.0', outcome: 'missing', failure: { ...failure, message: 'Not found.' } },
    ];
    const report: TransferReport = { ...REPORT, outcome: 'failed', artifacts, failures: [failure] };

    // Act
    const text = describeDemo({ ...RUN, status: { ...RUN.status, report } }, endpoints, { staysUp: false });

    // Assess
    expect(text.match(/^ {2}failure .*$/gm)).toEqual([
      '  failure          No berth. (import_run_failed) Next: Run it again.',
      '  failure          demo/gone:1.0: Not found. (import_run_failed) Next: Run it again.',
    ]);
    expect(text).toContain('(reachable only with --keep');
  });
});
