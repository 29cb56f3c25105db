import { digestOf } from '../helpers/fakeRegistries';
import { transferReportSchema } from '../../src/domain/report/report';
import { TARGET } from '../helpers/route';
import { simulate, type Mutation, type Outcome } from './simulate';

const LONGEST_HISTORY = 5_000;

/** What is wrong at the end of a day; empty on a good one. */
function findingsOf({ day, azure, report, transferId, historyEvents }: Outcome): string[] {
  const findings: string[] = [];
  const expect = (holds: boolean, finding: string): void => {
    if (!holds) findings.push(finding);
  };
  expect(transferReportSchema.safeParse(report).success, 'the report is not what its schema says');
  expect(report.outcome === 'succeeded', `the transfer ended as ${report.outcome}: ${JSON.stringify(report.failures)}`);
  expect(azure.transfers.states.get(transferId) === report.outcome, 'the index says something else than the report');
  for (const artifact of day.artifacts) {
    const arrived = azure.registries.digests.get(`${TARGET.registryName}/${artifact}`);
    expect(arrived === digestOf(artifact), `${artifact} did not arrive`);
  }
  expect(azure.registries.runs.size === 2, `${azure.registries.runs.size} runs were created`);
  expect(azure.storage.commits === 1, `the copy was committed ${azure.storage.commits} times`);
  const blocks = azure.storage.staged;
  expect(new Set(blocks).size === blocks.length, `blocks were sent twice: ${blocks.join(', ')}`);
  expect(historyEvents < LONGEST_HISTORY, `a history has ${historyEvents} events`);
  expect(report.batches[0]?.blobsDeleted === true, 'the blobs were not deleted');
  expect(azure.storage.isEmpty(), 'something stayed in the containers');
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
    const faults = (day: Outcome['day'] | undefined): string => JSON.stringify(day?.kills ?? 'drawn from the seed');
    const outcome = await simulate(seed, mutate).catch((error: unknown) => {
      throw new Error(`Seed ${seed}, faults ${faults(undefined)}: ${String(error)}`, { cause: error });
    });
    const findings = findingsOf(outcome);
    if (findings.length > 0) {
      throw new Error(`Seed ${seed}, kills ${faults(outcome.day)}:\n- ${findings.join('\n- ')}`);
    }
    outcomes.push(outcome);
  }
  return outcomes;
}
