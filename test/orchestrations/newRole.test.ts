import type { Activities } from '../../src/activities/activities';
import { pastFailure } from '../../src/domain/failures/pastFailure';
import { pipelineRunName } from '../../src/domain/names';
import { BATCH, away, done, failed, INPUT, looked, refused, runTransfer, type Run, type Stubs } from './runTransfer';

type Kind = 'export' | 'import';

const KINDS = ['export', 'import'] as const;
/** When virtual time begins. */
const BEGUN = Date.parse('2026-01-01T00:00:00Z');
const WORDS = 'Failed to access storage. Service request failed. Status: 403 (Forbidden)';
/** A transfer of today's version, which waits for roles. */
const PATIENT = { patience: { ...INPUT.patience, accessMinutes: 10 } };

const at = (seconds: number): string => new Date(BEGUN + seconds * 1000).toISOString();
const nameOf = (kind: Kind, attempt: number): string => pipelineRunName(kind, 't0', BATCH.name, attempt);
const failureOf = (kind: Kind, message = WORDS) => ({ code: `${kind}_run_failed` as const, message, nextStep: 'n' });
const warningOf = (kind: Kind) => pastFailure(failureOf(kind));

/** Runs of one kind are refused, so many of them, 20 seconds after the transfer began; a role acts 300 seconds after. */
function refusing(kind: Kind, times: number, message = WORDS): Stubs {
  const isRefused = (runName: string): boolean =>
    Array.from({ length: times }, (_, before) => nameOf(kind, before + 1)).includes(runName);
  return {
    checkRun: (input) => {
      if (input.kind !== kind || !isRefused(input.runName)) return looked(input.kind, {});
      const failure = failureOf(kind, message);
      return looked(input.kind, { phase: 'failed', resourceId: input.runName, failure, failedSince: at(20) });
    },
    lookForNewRole: () => done({ actsBy: at(300) }),
  };
}

function runsAskedFor({ inputs }: Run, kind: Kind): string[] {
  const asked = inputs[kind === 'export' ? 'startExportRun' : 'startImportRun'] ?? [];
  return asked.map((input) => (input as { runName: string }).runName);
}

describe.each(KINDS)('an %s run that is refused while a role is new', (kind) => {
  it('is made again under another name, once the role acts, and the first one is told', async () => {
    const run = await runTransfer(refusing(kind, 1), PATIENT);
    expect(run.report).toMatchObject({ outcome: 'succeeded', failures: [], warnings: [warningOf(kind)] });
    expect(run.report.warnings).toHaveLength(1);
    expect(runsAskedFor(run, kind)).toEqual([nameOf(kind, 1), nameOf(kind, 2)]);
    expect(run.inputs.lookForNewRole).toEqual([
      { transferId: 't0', kind, refusedAt: at(20), where: 'storage', nextRun: nameOf(kind, 2) },
    ]);
    expect(run.elapsed).toBeGreaterThanOrEqual(300_000);
    expect(run.elapsed).toBeLessThan(400_000);
  });

  it('shows what it waits for, while it waits', async () => {
    const { progress } = await runTransfer(refusing(kind, 1), PATIENT);
    const note = `waiting until ${at(300)} for a new role of the ${kind} pipeline to act: the run ${nameOf(kind, 1)} was refused`;
    expect(progress).toContainEqual(expect.objectContaining({ phase: `${kind}ing`, note }));
    const shown = progress.findIndex((one) => one.note === note);
    expect(progress[shown + 1]).toEqual({ phase: `${kind}ing`, percentage: 0 });
  });

  it('holds no slot while it waits, and gives each back', async () => {
    const slots: string[] = [];
    const note =
      (what: string): Stubs['releaseSlot'] =>
      ({ runName }) => (slots.push(`${what} ${runName}`), done({ released: true as const }));
    await runTransfer(
      {
        ...refusing(kind, 1),
        acquireSlot: ({ runName }) => (slots.push(`take ${runName}`), done({ acquired: true, registry: 'r' })),
        releaseSlot: note('give') as NonNullable<Stubs['releaseSlot']>,
        lookForNewRole: () => (slots.push('wait'), done({ actsBy: at(300) })),
      },
      PATIENT,
    );
    const [first, second] = [nameOf(kind, 1), nameOf(kind, 2)];
    const own = slots.filter((one) => one === 'wait' || one.endsWith(first) || one.endsWith(second));
    const given = [`give ${first}`, 'wait', `give ${first}`];
    expect(own).toEqual([`take ${first}`, ...given, `take ${second}`, `give ${second}`]);
  });

  it('does not wait for a slot that it could not give back', async () => {
    const [first, second] = [nameOf(kind, 1), nameOf(kind, 2)];
    const slots: string[] = [];
    let isAway = true;
    await runTransfer(
      {
        ...refusing(kind, 1),
        acquireSlot: ({ runName }) => (slots.push(`take ${runName}`), done({ acquired: true, registry: 'r' })),
        releaseSlot: ({ runName }) => {
          if (isAway && runName === first) return away();
          slots.push(`give ${runName}`);
          return done({ released: true });
        },
        lookForNewRole: () => ((isAway = false), done({ actsBy: at(300) })),
      },
      PATIENT,
    );
    expect(slots.filter((one) => one.endsWith(first) || one === `take ${second}`)).toEqual([
      `take ${first}`,
      `give ${first}`,
      `take ${second}`,
    ]);
  });

  it('fails with the words of the service where the role was old enough', async () => {
    const run = await runTransfer({ ...refusing(kind, 1), lookForNewRole: () => done({}) }, PATIENT);
    expect(run.report).toMatchObject({ failures: [failureOf(kind)] });
    expect(runsAskedFor(run, kind)).toHaveLength(1);
  });

  it('fails after three runs where every one is refused, whatever roles are given meanwhile', async () => {
    let given = 0;
    const run = await runTransfer(
      { ...refusing(kind, 9), lookForNewRole: () => done({ actsBy: at(100 * (given += 1)) }) },
      PATIENT,
    );
    expect(run.report.failures).toEqual([failureOf(kind)]);
    expect(runsAskedFor(run, kind)).toEqual([1, 2, 3].map((attempt) => nameOf(kind, attempt)));
  });

  it('is waited for no longer than a refusal is', async () => {
    const late = { ...refusing(kind, 1), lookForNewRole: () => done({ actsBy: at(3_000) }) };
    const { elapsed, report } = await runTransfer(late, PATIENT);
    expect(report.outcome).toBe('succeeded');
    expect(elapsed).toBeGreaterThanOrEqual(620_000);
    expect(elapsed).toBeLessThan(700_000);
  });

  it('fails at once in a transfer whose refusals are not waited out', async () => {
    const run = await runTransfer(refusing(kind, 1));
    expect(run.report.failures).toEqual([failureOf(kind)]);
    expect(run.calls).not.toContain('lookForNewRole');
    expect(runsAskedFor(run, kind)).toHaveLength(1);
  });

  it('ends with a cancel while it waits, and names the run that failed', async () => {
    let isWaiting = false;
    const run = await runTransfer(
      {
        ...refusing(kind, 1),
        lookForNewRole: () => ((isWaiting = true), done({ actsBy: at(600) })),
        lookForCancel: () => done({ cancelRequested: isWaiting }),
      },
      PATIENT,
    );
    expect(run.report).toMatchObject({ outcome: 'canceled', batches: [{ [`${kind}Run`]: { outcome: 'failed' } }] });
    expect(runsAskedFor(run, kind)).toHaveLength(1);
    expect(run.elapsed).toBeLessThan(600_000);
  });

  it('is looked into again where the roles cannot be read for a while', async () => {
    let looks = 0;
    const stubs = { ...refusing(kind, 1), lookForNewRole: () => (looks++ < 3 ? away() : done({ actsBy: at(300) })) };
    expect((await runTransfer(stubs, PATIENT)).report.outcome).toBe('succeeded');
  });

  it.each([
    ['out of reach', () => away()],
    ['refused', () => refused()],
    ['a defect', () => failed('unexpected_error')],
  ])('fails with its own words where the look at roles stays %s', async (_, lookForNewRole) => {
    const { report, elapsed } = await runTransfer({ ...refusing(kind, 1), lookForNewRole }, PATIENT);
    expect(report.failures).toEqual([failureOf(kind)]);
    expect(elapsed).toBeLessThan(75 * 60_000);
  });

  it.each(['The pipeline was deleted.', 'Internal server error: 500', 'The artifact is odd.'])(
    'is not asked about where nobody refused anything: %s',
    async (message) => {
      const { calls } = await runTransfer(refusing(kind, 9, message), PATIENT);
      expect(calls).not.toContain('lookForNewRole');
    },
  );

  it('goes on with the second run where an earlier orchestration began it, however long ago', async () => {
    const stubs: Stubs = { ...refusing(kind, 1), lookForNewRole: () => done({ isMadeAgain: true }) };
    const absent = done({ phase: 'absent' as const, percentage: 0, cancelRequested: false });
    const { checkRun } = stubs as Required<Stubs>;
    let looks = 0;
    const run = await runTransfer(
      {
        ...stubs,
        checkRun: (input, ...stores) =>
          kind === 'export' && input.kind === 'import' && looks++ === 0 ? absent : checkRun(input, ...stores),
      },
      { ...PATIENT, life: 'r1' },
    );
    expect(run.report.outcome).toBe('succeeded');
    expect(runsAskedFor(run, kind)).toEqual([nameOf(kind, 1), nameOf(kind, 2)]);
    expect(run.elapsed).toBeLessThan(200_000);
  });

  it('gives back the slots of its last run before parts of it are tried', async () => {
    const given: string[] = [];
    const own = [1, 2].map((attempt) => nameOf(kind, attempt));
    const isAway = ({ runName, isInherited }: Parameters<Activities['releaseSlot']>[0]) =>
      !isInherited && runName === own[1];
    const troubled = refusing(kind, 1);
    const { checkRun } = troubled as Required<Stubs>;
    await runTransfer(
      {
        ...troubled,
        checkRun: (input, ...stores) =>
          input.runName === own[1]
            ? looked(kind, {
                phase: 'failed',
                resourceId: input.runName,
                failure: failureOf(kind, 'Internal server error: 500'),
                failedSince: at(310),
              })
            : checkRun(input, ...stores),
        verifyArtifacts: ({ batch }) =>
          done({
            artifacts: batch.artifacts.map(({ artifact, digest }) => ({
              ...{ artifact, sourceDigest: digest },
              ...(batch.attempt === undefined
                ? { outcome: 'missing' as const }
                : { outcome: 'delivered' as const, targetDigest: digest }),
            })),
          }),
        releaseSlot: (input) => {
          if (isAway(input)) return away();
          given.push(input.runName);
          return done({ released: true });
        },
      },
      PATIENT,
    );
    expect(given).toEqual(expect.arrayContaining(own));
  });
});

it('warnings of both runs are told where both were refused', async () => {
  const [exporting, importing] = [refusing('export', 1), refusing('import', 1)] as Required<Stubs>[];
  const { report } = await runTransfer(
    {
      ...exporting,
      checkRun: (input, ...stores) =>
        (input.kind === 'export' ? exporting : importing)?.checkRun(input, ...stores) ?? away(),
    },
    PATIENT,
  );
  expect(report).toMatchObject({ outcome: 'succeeded', warnings: [warningOf('export'), warningOf('import')] });
});

it('a later life that finds the import run names both export runs before it', async () => {
  const stubs = refusing('export', 1);
  const { checkRun } = stubs as Required<Stubs>;
  const absent = done({ phase: 'absent' as const, percentage: 0, cancelRequested: false });
  const run = await runTransfer(
    {
      ...stubs,
      checkRun: (input, ...stores) => {
        if (input.runName === nameOf('export', 3)) return absent;
        return input.runName === nameOf('export', 2)
          ? looked('export', { resourceId: '/runs/e2' })
          : checkRun(input, ...stores);
      },
    },
    { ...PATIENT, life: 'r1' },
  );
  expect(runsAskedFor(run, 'export')).toEqual([]);
  expect(run.report).toMatchObject({
    outcome: 'succeeded',
    batches: [{ exportRun: { resourceId: '/runs/e2', outcome: 'succeeded' } }],
    warnings: [warningOf('export')],
  });
});
