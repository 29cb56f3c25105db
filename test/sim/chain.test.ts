import { requireGoodDays } from './findings';
import { simulate, type Mutation } from './simulate';

const seedsFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, step) => first + step);

it('200 bad days: processes killed, services away: everything arrives, nothing is done twice, a report always', async () => {
  const outcomes = await requireGoodDays(seedsFrom(1, 200));
  const killed = outcomes.filter(({ lives }) => lives > 1);
  expect(killed.length).toBeGreaterThan(100);
  const relayed = outcomes.filter(({ report }) => report.batches[0]?.copy?.strategy === 'relay');
  expect(relayed.length).toBeGreaterThan(10);
});

it('the same seed brings the same day, step by step', async () => {
  for (const seed of seedsFrom(1, 5)) {
    const first = await simulate(seed);
    const second = await simulate(seed);
    expect(second.trace).toEqual(first.trace);
    expect(second.report).toEqual(first.report);
  }
});

describe('a defect is found', () => {
  const DEFECTS: Record<string, Mutation> = {
    'staged blocks are not looked for': (deps) => ({
      ...deps,
      blockLists: {
        ...deps.blockLists,
        staged: async (end, name) => (await deps.blockLists.staged(end, name), new Map()),
      },
    }),
    'every try creates a run of its own': (deps) => {
      const { pipelines } = deps;
      return {
        ...deps,
        pipelines: {
          ...pipelines,
          startImport: (end, route, runName, blobName) =>
            pipelines.startImport(end, route, `${runName}${deps.machine.newId().slice(0, 4)}`, blobName),
          getRun: (end, runName) => pipelines.getRun(end, runName),
        },
      };
    },
    'a report is written before the import has ended': (deps) => ({
      ...deps,
      pipelines: {
        ...deps.pipelines,
        getRun: async (end, runName) => {
          const run = await deps.pipelines.getRun(end, runName);
          return run && { ...run, provisioningState: 'Succeeded', status: 'Succeeded' };
        },
      },
    }),
  };

  it.each(Object.entries(DEFECTS))('%s', async (_, defect) => {
    await expect(requireGoodDays(seedsFrom(1, 100), defect)).rejects.toThrow(/^Seed \d+[,:] /);
  });
});
