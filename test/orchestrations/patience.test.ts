import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import type { Stubs } from './runTransfer';
import { away, awayWhile, done, failed, INPUT, looked, PLAN, refused, runTransfer } from './runTransfer';

const MINUTE = 60_000;
const access = (accessMinutes: number, stepMinutes = 60) => ({
  patience: { ...INPUT.patience, stepMinutes, accessMinutes },
});
const STEPS = [
  'planTransfer',
  'startExportRun',
  'inspectExportedBlob',
  'writeManifest',
  'planCopy',
  'copyBlocks',
  'commitBlob',
  'startImportRun',
  'verifyArtifacts',
] as const;

/** Counts the calls of one activity. */
const countOf = (calls: string[], name: string) => calls.filter((call) => call === name).length;

describe('a refusal that may pass soon', () => {
  it.each(STEPS)('of %s is waited out, as after a role assignment', async (name) => {
    let tries = 0;
    const good = awayWhile(name, () => false) as (input: never) => never;
    const stub = (input: never) => (tries++ < 5 ? refused() : good(input));
    const { report, elapsed } = await runTransfer({ [name]: stub }, access(10));
    expect(report.outcome).toBe('succeeded');
    expect(elapsed).toBeLessThan(10 * MINUTE);
  });

  it.each([
    ['startExportRun', 'failed'],
    ['commitBlob', 'failed'],
    ['verifyArtifacts', 'unconfirmed'],
  ] as const)('of %s ends it after the minutes of the setting, as the refusal that it is', async (name, outcome) => {
    const { report, calls, elapsed } = await runTransfer({ [name]: () => refused() }, access(10));
    expect(report).toMatchObject({ outcome, failures: [refused().failure] });
    expect(countOf(calls, name)).toBeGreaterThan(5);
    expect(elapsed).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(elapsed).toBeLessThan(25 * MINUTE);
  });

  it('ends it at once where the setting is 0, or an earlier version began the transfer', async () => {
    for (const input of [access(0), {}]) {
      const { report, calls } = await runTransfer({ startExportRun: () => refused() }, input);
      expect(report.failures).toEqual([refused().failure]);
      expect(countOf(calls, 'startExportRun')).toBe(1);
      // A run that was refused was not created: nobody looks for it.
      expect(calls).not.toContain('checkRun');
    }
  });

  it('never outlasts the step', async () => {
    const { elapsed } = await runTransfer({ startExportRun: () => refused() }, access(60, 5));
    expect(elapsed).toBeLessThan(6 * MINUTE);
  });

  it('counts from the first refusal in a row: an outage in between begins it anew', async () => {
    let tries = 0;
    const { calls, elapsed } = await runTransfer(
      { planCopy: () => (tries++ === 8 ? away() : refused()) },
      access(10, 360),
    );
    expect(countOf(calls, 'planCopy')).toBeGreaterThan(9);
    expect(elapsed).toBeGreaterThan(13 * MINUTE);
  });

  it('after a try that nobody answered is no proof that nothing was done', async () => {
    let tries = 0;
    const { report } = await runTransfer({ startExportRun: () => (tries++ === 0 ? away() : refused()) }, access(1));
    expect(report).toMatchObject({
      outcome: 'succeeded',
      batches: [{ exportRun: { resourceId: '/runs/e1', outcome: 'succeeded' } }],
    });
  });

  it('is no reason not to cancel', async () => {
    const { report, elapsed } = await runTransfer(
      { startExportRun: () => refused(), lookForCancel: () => done({ cancelRequested: true }) },
      access(60),
    );
    expect(report.outcome).toBe('canceled');
    expect(report.batches[0]).not.toHaveProperty('exportRun');
    expect(elapsed).toBeLessThan(MINUTE);
  });

  it('of one artifact holds up the others for as long, and is then reported of it', async () => {
    const { report, inputs } = await runTransfer(
      {
        planTransfer: ({ acceptRefusals }) =>
          acceptRefusals
            ? done({ batches: [], unplanned: [{ artifact: 'app:1.0', failure: refused().failure }] })
            : refused(),
      },
      access(1),
    );
    expect(report.artifacts).toMatchObject([{ outcome: 'failed', failure: { code: 'access_denied' } }]);
    const asked = inputs['planTransfer'] as { acceptRefusals?: true }[];
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.filter(({ acceptRefusals }) => acceptRefusals)).toHaveLength(1);
  });

  it('of the verification leaves the time for replicas to agree', async () => {
    let looks = 0;
    const found = (outcome: 'missing' | 'delivered') => done({ artifacts: [{ artifact: 'app:1.0', outcome }] });
    const stub: Stubs['verifyArtifacts'] = () => {
      looks += 1;
      if (looks < 8) return refused();
      return found(looks < 11 ? 'missing' : 'delivered');
    };
    const patience = { stepMinutes: 60, accessMinutes: 10, verificationSeconds: 120 };
    const { report } = await runTransfer({ verifyArtifacts: stub }, { patience });
    expect(report.outcome).toBe('succeeded');
  });
});

describe('a clock of the activities that is ahead', () => {
  const ahead = new Date(createVirtualPlatform().now() + 24 * 60 * MINUTE).toISOString();

  it('ends no step, and no watch', async () => {
    const [tries, looks] = [{ count: 0 }, { count: 0 }];
    const { report } = await runTransfer(
      {
        planCopy: () => (tries.count++ < 5 ? { ...refused(), triedAt: ahead } : done({ plan: PLAN, committed: true })),
        checkRun: ({ kind }) =>
          looked(kind, looks.count++ < 5 ? { phase: 'running', percentage: 1, lookedAt: ahead } : {}),
      },
      access(10),
    );
    expect(report.outcome).toBe('succeeded');
  });
});

/** What was tried when the transfer began, and comes to be known when its time is up: the host was down in between. */
describe('a try of before the host went down', () => {
  const triedAt = new Date(createVirtualPlatform().now()).toISOString();
  const TIMES = 100;

  it.each(STEPS)('of %s, refused, is no last word', async (name) => {
    let tries = 0;
    const good = awayWhile(name, () => false) as (input: never) => never;
    const stub = (input: never) => (tries++ < TIMES ? { ...refused(), triedAt } : good(input));
    const { report } = await runTransfer({ [name]: stub }, access(10));
    expect(report.outcome).toBe('succeeded');
  });

  it('that was not answered is no last word either', async () => {
    let tries = 0;
    const { report } = await runTransfer(
      { commitBlob: () => (tries++ < TIMES ? { ...away(), triedAt } : done({ committed: true })) },
      { patience: { ...INPUT.patience, stepMinutes: 1 } },
    );
    expect(report.outcome).toBe('succeeded');
  });

  it.each([
    ['refused', () => ({ ...refused(), triedAt })],
    ['not answered', () => ({ ...away(), triedAt })],
    ['at work', (kind: 'export' | 'import') => looked(kind, { phase: 'running', percentage: 1, lookedAt: triedAt })],
  ] as const)('that found a run %s does not end the watch', async (_, look) => {
    let looks = 0;
    const { report } = await runTransfer(
      { checkRun: ({ kind }) => (looks++ < TIMES ? look(kind) : looked(kind, {})) },
      { ...access(10), polling: { ...INPUT.polling, deadlineMinutes: 20 } },
    );
    expect(report.outcome).toBe('succeeded');
  });

  it('that copied nothing, because storage asks to be left alone, is no last word', async () => {
    let tries = 0;
    const leftAlone = { complete: false, copied: 0, retryAfterSeconds: 30, triedAt };
    const { report } = await runTransfer(
      { copyBlocks: () => done(tries++ < TIMES ? leftAlone : { complete: true, copied: 2 }) },
      { patience: { ...INPUT.patience, stepMinutes: 1 } },
    );
    expect(report.outcome).toBe('succeeded');
  });
});

describe('a look at a run that is refused', () => {
  const refuse = (times: number): Stubs => {
    let looks = 0;
    return { checkRun: ({ kind }) => (looks++ < times ? refused() : looked(kind, {})) };
  };

  it('is no news of the run', async () => {
    const { report } = await runTransfer(refuse(7), access(10));
    expect(report.outcome).toBe('succeeded');
  });

  it('ends the watch when nothing else came for as long as the setting says', async () => {
    const { report, elapsed } = await runTransfer(refuse(1_000), access(10));
    expect(report).toMatchObject({
      outcome: 'failed',
      failures: [{ code: 'access_denied' }],
      batches: [{ exportRun: { outcome: 'unknown' } }],
    });
    expect(elapsed).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(elapsed).toBeLessThan(15 * MINUTE);
  });

  it('counts in a row alone', async () => {
    let looks = 0;
    const stub: Stubs['checkRun'] = ({ kind }) => {
      looks += 1;
      if (looks > 40) return looked(kind, {});
      return looks % 5 === 0 ? looked(kind, { phase: 'running', percentage: 1 }) : refused();
    };
    const { report, elapsed } = await runTransfer({ checkRun: stub }, access(10));
    expect(report.outcome).toBe('succeeded');
    expect(elapsed).toBeGreaterThan(20 * MINUTE);
  });

  it.each([
    ['refused', refused()],
    ['not answered', away()],
  ])('while looks are %s, a cancel is seen', async (_, look) => {
    const { report, elapsed } = await runTransfer(
      { checkRun: () => look, lookForCancel: () => done({ cancelRequested: true }) },
      access(60),
    );
    expect(report.outcome).toBe('canceled');
    expect(elapsed).toBeLessThan(MINUTE);
  });
});

describe('a Retry-After', () => {
  it('that goes beyond the step ends it, rather than being undercut', async () => {
    const { report, calls, elapsed } = await runTransfer({ planCopy: () => away('service_unavailable', 7_200) });
    expect(countOf(calls, 'planCopy')).toBe(1);
    expect(elapsed).toBeLessThan(MINUTE);
    expect(report.failures[0]?.message).toContain('asks to be left alone for 7200 s, longer than this step waits');
  });

  it('is obeyed by the last wait too', async () => {
    const begun: number[] = [];
    const { elapsed } = await runTransfer({
      planCopy: () => {
        begun.push(begun.length);
        return away('service_unavailable', 1_000);
      },
    });
    // Tries at 0, 1000, 2000 and 3000 s: another would come after 3600 s.
    expect(begun).toHaveLength(4);
    expect(elapsed).toBeLessThan(3_600_000);
  });

  it('of a look at a run is obeyed in full, and a cancel is seen meanwhile', async () => {
    let looks = 0;
    const asksFor = (retryAfterSeconds: number): Stubs => ({
      checkRun: ({ kind }) =>
        looks++ === 0 ? looked(kind, { phase: 'running', percentage: 1, retryAfterSeconds }) : looked(kind, {}),
    });
    const obeyed = await runTransfer(asksFor(2_700));
    expect(obeyed.report.outcome).toBe('succeeded');
    expect(obeyed.elapsed).toBeGreaterThan(2_700_000);

    looks = 0;
    const canceled = await runTransfer(
      { ...asksFor(100_000), lookForCancel: () => done({ cancelRequested: true }) },
      { polling: { ...INPUT.polling, deadlineMinutes: 10_080 } },
    );
    expect(canceled.report).toMatchObject({
      outcome: 'canceled',
      batches: [{ exportRun: { outcome: 'leftRunning' } }],
    });
    expect(canceled.elapsed).toBeLessThan(20 * MINUTE);
  });

  it('of every look at a run is obeyed, however many looks there are', async () => {
    let looks = 0;
    const stub: Stubs['checkRun'] = ({ kind }) => (looks++ < 30 ? away('service_unavailable', 90) : looked(kind, {}));
    const { report, elapsed } = await runTransfer({ checkRun: stub }, access(60));
    expect(report.outcome).toBe('succeeded');
    expect(elapsed).toBeGreaterThanOrEqual(30 * 90_000);
  });

  it('of seconds has no service asked more often that cannot answer than one that can', async () => {
    const looksWithin = async (look: (kind: 'export' | 'import') => ReturnType<NonNullable<Stubs['checkRun']>>) => {
      const { calls } = await runTransfer({ checkRun: ({ kind }) => look(kind) }, access(60));
      return countOf(calls, 'checkRun');
    };
    const atWork = await looksWithin((kind) => looked(kind, { phase: 'running', percentage: 1 }));
    const overloaded = await looksWithin(() => away('service_unavailable', 1));
    expect(overloaded).toBeLessThanOrEqual(atWork);
  });

  it('of a week is waited for with a short history', async () => {
    let tries = 0;
    const { report, longestHistory } = await runTransfer(
      {
        planCopy: () => (tries++ === 0 ? away('service_unavailable', 600_000) : done({ plan: PLAN, committed: true })),
      },
      access(10, 10_080),
    );
    expect(report.outcome).toBe('succeeded');
    expect(longestHistory).toBeLessThan(1_000);
  });
});

it('a defect is never waited out', async () => {
  const { calls } = await runTransfer({ planCopy: () => failed('internal_error') }, access(60));
  expect(countOf(calls, 'planCopy')).toBe(1);
});
