import { digestOf } from '../helpers/fakeRegistries';
import { COPY_STRATEGIES } from '../../src/domain/copy/copyPlan';
import { transferReportSchema } from '../../src/domain/report/report';
import { TARGET } from '../helpers/route';
import { faultsOf } from './day';
import { simulate, type Mutation, type Outcome } from './simulate';

const LONGEST_HISTORY = 5_000;
const COPIERS = new Set<string>(COPY_STRATEGIES);

/** What is wrong at the end of a day; empty on a good one. */
function findingsOf({ day, azure, report, transferId, historyEvents }: Outcome): string[] {
  const findings: string[] = [];
  const expect = (holds: boolean, finding: string): void => {
    if (!holds) findings.push(finding);
  };
  expect(transferReportSchema.safeParse(report).success, 'the report is not what its schema says');
  const canceled = day.cancelAtSecond !== undefined && report.outcome === 'canceled';
  expect(
    canceled || report.outcome === 'succeeded',
    `the transfer ended as ${report.outcome}: ${JSON.stringify(report.failures)}`,
  );
  expect(azure.transfers.states.get(transferId) === report.outcome, 'the index says something else than the report');
  const blocks = azure.storage.staged;
  // An answer that got lost, blocks that vanished and another strategy are reasons to send a block again.
  const mayRepeat =
    day.blocksVanish ||
    !day.sourceIsReadable ||
    day.spells.some(({ port, kind }) => kind === 'lost' && COPIERS.has(port));
  const isEachSentOnce = mayRepeat || new Set(blocks).size === blocks.length;
  expect(isEachSentOnce, `blocks were sent twice: ${blocks.join(', ')}`);
  expect(historyEvents < LONGEST_HISTORY, `a history has ${historyEvents} events`);
  if (canceled) return findings;
  for (const artifact of day.artifacts) {
    const arrived = azure.registries.digests.get(`${TARGET.registryName}/${artifact}`);
    expect(arrived === digestOf(artifact), `${artifact} did not arrive`);
  }
  expect(azure.registries.runs.size === 2, `${azure.registries.runs.size} runs were created`);
  expect(azure.storage.commits === 1, `the copy was committed ${azure.storage.commits} times`);
  const isToldOf = report.cleanUpFailures !== undefined;
  expect(isToldOf || report.batches[0]?.blobsDeleted === true, 'the blobs were not deleted, and nobody says why');
  expect(isToldOf || azure.storage.isEmpty(), 'something stayed in the containers, and nobody says why');
  return findings;
}

/**
 * Lives through the day of each seed.
 *
 * @throws Error for the first day with findings: its seed and its faults first, then what is wrong
 */
export async function requireGoodDays(seeds: Iterable<number>, mutate?: Mutation): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const seed of seeds) {
    const outcome = await simulate(seed, mutate).catch((error: unknown) => {
      throw new Error(`Seed ${seed}: ${String(error)}`, { cause: error });
    });
    const findings = findingsOf(outcome);
    if (findings.length > 0) {
      throw new Error(`Seed ${seed}, faults ${faultsOf(outcome.day)}:\n- ${findings.join('\n- ')}`);
    }
    outcomes.push(outcome);
  }
  return outcomes;
}
