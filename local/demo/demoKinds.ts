import { type Comparison, matches } from './compareRegistries';
import type { DemoKind } from './demoKind';
import { describeDemo } from './describeDemo';
import { writeHandsOffRoutes } from './handsOffRoutes';
import { BROKEN, runBrokenDemo } from './runBrokenDemo';
import { type DemoRun, runDemo } from './runDemo';
import { isHandsOff, type HandsOffRun, runHandsOffDemo, startersOf } from './runHandsOffDemo';
import { isWhole, type RegistryDemoRun, runRegistryDemo } from './runRegistryDemo';
import { slowRuns } from './slowRuns';

const SAME_DIGESTS = 'Every digest is the same on both sides.';
const UNFINISHED = { outcome: 'failed', artifacts: [] };

/** A few images, followed through the chain. */
export const IMAGES: DemoKind = {
  doubt: '',
  proof: SAME_DIGESTS,
  unfinished: UNFINISHED,
  isTimed: true,
  needsStorageGate: false,
  appSettings: (_folder, settings) => settings,
  async run(platform, options) {
    const run = await runDemo(platform, options);
    const succeeded = run.status.state === 'succeeded' && run.compared.every(matches);
    options.stream.write(`${describeDemo(run, options.stack.endpoints, options)}\n`);
    return { succeeded, document: documentOf(run, succeeded) };
  },
};

/** A registry of some 300 artifacts. */
export const REGISTRY: DemoKind = {
  ...IMAGES,
  doubt: ', or one was moved again',
  async run(platform, options) {
    const restoreRuns = await slowRuns(options.stack.endpoints.admin);
    const run = await runRegistryDemo(platform, options).finally(restoreRuns);
    for (const artifact of run.missing) options.stream.write(`  not at the target as it was pushed: ${artifact}\n`);
    return { succeeded: isWhole(run), document: registryDocument(run) };
  },
};

/** What starts by itself. */
export const HANDS_OFF_KIND: DemoKind = {
  ...IMAGES,
  doubt: ', or something did not start by itself, or the cleanup removed nothing',
  appSettings: writeHandsOffRoutes,
  async run(_platform, options) {
    const run = await runHandsOffDemo(options);
    return { succeeded: isHandsOff(run), document: handsOffDocument(run) };
  },
};

/** What is set up wrongly, and found. */
export const BROKEN_KIND: DemoKind = {
  ...IMAGES,
  ...BROKEN,
  async run(platform, options) {
    const { delivered, ...found } = await runBrokenDemo(platform, options);
    const succeeded = delivered && found.found === found.planted && found.falseAlarms === 0;
    return { succeeded, document: { ...found, outcome: succeeded ? 'succeeded' : 'failed' } };
  },
};

function documentOf({ status: { state }, compared }: DemoRun, succeeded: boolean): object {
  // A transfer that says succeeded while the digests differ is a failure.
  const outcome = succeeded ? 'succeeded' : state === 'succeeded' ? 'failed' : state;
  return { outcome, artifacts: digestsOf(compared) };
}

function registryDocument(run: RegistryDemoRun): object {
  const { pushed, first, second, missing, mostAtOnce } = run;
  return {
    outcome: isWhole(run) ? 'succeeded' : 'failed',
    artifacts: pushed,
    batches: first.report?.totals?.batches ?? 0,
    mostBatchesAtOnce: mostAtOnce,
    missing,
    first: first.state,
    second: second.state,
  };
}

function handsOffDocument(run: HandsOffRun): object {
  const { transfers, cleanup, compared } = run;
  const ofOutcome = (outcome: string): number =>
    (cleanup.summary ?? []).reduce((sum, line) => sum + (line.outcome === outcome ? line.count : 0), 0);
  return {
    outcome: isHandsOff(run) ? 'succeeded' : 'failed',
    artifacts: digestsOf(compared),
    startedBy: startersOf(transfers),
    transfers: transfers.map(({ id, route, state, startedBy }) => ({ id, route, state, startedBy: startedBy.name })),
    cleanup: { state: cleanup.state, removed: ofOutcome('removed'), kept: ofOutcome('kept') },
  };
}

function digestsOf(compared: readonly Comparison[]): object[] {
  return compared.map(({ artifact, sourceDigest, targetDigest }) => ({ artifact, sourceDigest, targetDigest }));
}
