import type { BegunLook } from '../../src/activities/parts/begunLook';
import type { ArtifactReport } from '../../src/domain/report/report';
import { ARTIFACT, DIGEST, done, runTransfer } from './runTransfer';

const OTHER = { ...ARTIFACT, artifact: 'app:2.0', tag: '2.0' };
const BOTH = { batches: [{ name: 'b', artifacts: [ARTIFACT, OTHER] }], unplanned: [] };
const BEGUN: BegunLook = { repository: 'app', digest: DIGEST, lastDigest: 'sha256:1', absent: [] };
const REFERENCES = [
  { repository: 'app', tag: '1.0' },
  { repository: 'app', tag: '2.0' },
  { repository: 'app', tag: '3.0' },
];

const reportOn = (artifact: string, outcome: ArtifactReport['outcome'] = 'delivered'): ArtifactReport => {
  return { artifact, outcome, sourceDigest: DIGEST, targetDigest: DIGEST };
};

describe('an artifact of which something is missing in the target', () => {
  it('is looked for again, and delivered once all is there', async () => {
    let looks = 0;
    const { report } = await runTransfer(
      { verifyArtifacts: () => done({ artifacts: [reportOn('app:1.0', looks++ < 2 ? 'incomplete' : 'delivered')] }) },
      { patience: { stepMinutes: 60, verificationSeconds: 300 } },
    );
    expect(report).toMatchObject({ outcome: 'succeeded', artifacts: [{ outcome: 'delivered' }] });
    expect(looks).toBe(3);
    expect(report.batches).toMatchObject([{ blobsDeleted: true }]);
  });

  it('is incomplete in the end, and the blobs are kept', async () => {
    const { report, batch } = await runTransfer({
      planTransfer: () => done(BOTH),
      verifyArtifacts: () => done({ artifacts: [reportOn('app:1.0', 'incomplete'), reportOn('app:2.0')] }),
    });
    expect(report).toMatchObject({
      outcome: 'partial',
      artifacts: [{ outcome: 'incomplete' }, { outcome: 'delivered' }],
    });
    const why = 'Not every artifact of it was found in the target registry.';
    expect(batch).toMatchObject({ blobsDeleted: false, leftBehind: [{ why }, { why }] });
  });
});

describe('what one call of an activity does not look at', () => {
  it('another call verifies at once, from where the first one ended', async () => {
    const { report, inputs, calls, elapsed } = await runTransfer({
      planTransfer: () => done(BOTH),
      verifyArtifacts: ({ begun }) =>
        begun
          ? done({ artifacts: [reportOn('app:2.0')] })
          : done({ artifacts: [reportOn('app:1.0')], unfinished: { begun: BEGUN } }),
    });
    expect(report).toMatchObject({
      outcome: 'succeeded',
      artifacts: [{ outcome: 'delivered' }, { outcome: 'delivered' }],
    });
    expect(inputs['verifyArtifacts']).toMatchObject([
      { batch: { artifacts: [ARTIFACT, OTHER] } },
      { batch: { artifacts: [OTHER] }, begun: BEGUN },
    ]);
    expect(calls.filter((name) => name === 'verifyArtifacts')).toHaveLength(2);
    const oneLook = await runTransfer();
    expect(elapsed).toBe(oneLook.elapsed);
  });

  it('waits as long as the registry asks for', async () => {
    let calls = 0;
    const { report, elapsed } = await runTransfer({
      verifyArtifacts: () =>
        calls++ === 0
          ? done({ artifacts: [], unfinished: { retryAfterSeconds: 40 } })
          : done({ artifacts: [reportOn('app:1.0')] }),
    });
    expect(report.outcome).toBe('succeeded');
    expect(elapsed).toBeGreaterThanOrEqual((await runTransfer()).elapsed + 40_000);
  });

  it('is planned by another call; it is one batch in the end', async () => {
    // Prepare
    const unplanned = [{ artifact: 'app:3.0', failure: { code: 'access_denied' as const, message: '', nextStep: '' } }];
    const batchOf = (artifact: typeof ARTIFACT) => [{ name: 'part', artifacts: [artifact] }];

    // Act
    const { report, inputs } = await runTransfer(
      {
        planTransfer: ({ begun }) =>
          begun
            ? done({ batches: batchOf(OTHER), unplanned: [] })
            : done({ batches: batchOf(ARTIFACT), unplanned, unfinished: { begun: BEGUN, retryAfterSeconds: 3 } }),
        verifyArtifacts: () => done({ artifacts: [reportOn('app:1.0'), reportOn('app:2.0')] }),
      },
      { artifacts: REFERENCES },
    );

    // Assess
    expect(inputs['planTransfer']).toMatchObject([
      { artifacts: REFERENCES },
      { artifacts: [{ tag: '2.0' }], begun: BEGUN },
    ]);
    expect(inputs['startExportRun']).toHaveLength(1);
    expect(report.batches).toMatchObject([{ artifacts: ['app:1.0', 'app:2.0'] }]);
    expect(report.artifacts).toMatchObject([
      { artifact: 'app:1.0', outcome: 'delivered' },
      { artifact: 'app:2.0', outcome: 'delivered' },
      { artifact: 'app:3.0', outcome: 'failed' },
    ]);
  });

  it('is not planned any more when the transfer is canceled', async () => {
    const { report, calls } = await runTransfer({
      lookForCancel: () => done({ cancelRequested: true }),
      planTransfer: () => done({ batches: [], unplanned: [], unfinished: { begun: BEGUN } }),
    });
    expect(report).toMatchObject({ outcome: 'canceled', artifacts: [{ failure: { code: 'transfer_canceled' } }] });
    expect(calls.filter((name) => name === 'planTransfer')).toHaveLength(1);
  });
});
