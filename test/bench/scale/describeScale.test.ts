import { describeScale, type Found } from '../../../bench/scale/describeScale';

const FOUND: Found = {
  batches: 20,
  floor: 30,
  ferry: 34.5,
  everySecond: 172.5,
  asScripts: 1_208,
  times: { exportSeconds: 6, importSeconds: 6 },
  windows: { exports: 10, imports: 5 },
  cost: {
    artifacts: 50,
    orchestrations: 4,
    activities: 31,
    historyEvents: 99,
    stateTransactions: 61,
    blobTransactions: 27,
  },
  plan: {
    seconds: 61.4,
    artifacts: 100_000,
    batches: 2_000,
    stateTransactions: 1_234,
    peakMiB: 299.6,
    requests: 102_001,
    pages: 2_001,
    manifests: 100_000,
    digests: 100_000,
    challenges: 1_000,
  },
};

function goalsIn(found: Found): Record<string, string[]> {
  const [, goals = ''] = describeScale(found).split('\n\n');
  const rows = goals.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));
  return Object.fromEntries(rows.slice(2).map(([, name = '', ...cells]) => [name, cells.slice(0, 3)]));
}

it('compares each way with the floor', () => {
  const [ways = ''] = describeScale(FOUND).split('\n\n');
  expect(ways.replace(/ +/g, ' ').split('\n').slice(2)).toEqual([
    '| one after another, looking every 30 s | 1208.0 | 40.27 |',
    '| one after another, looking every second | 172.5 | 5.75 |',
    '| acr-ferry, looking every second | 34.5 | 1.15 |',
    '| floor: 6 s in 10 slots, then 6 s in 5 | 30.0 | 1.00 |',
  ]);
});

it('says of each goal whether it is reached', () => {
  expect(goalsIn(FOUND)).toEqual({
    'acr-ferry : floor': ['1.15', '≤ 1.15', 'reached'],
    'one after another at equal looks : acr-ferry': ['5.00', '≥ 5', 'reached'],
    'requests of the plan': ['102,001', '≤ 102,001', 'reached'],
    'peak MiB of the plan': ['300', '≤ 300', 'reached'],
  });
});

it('says so where none is', () => {
  const plan = { ...FOUND.plan, requests: 102_002, peakMiB: 301 };
  const goals = goalsIn({ ...FOUND, ferry: 34.6, plan });
  expect(Object.values(goals).map(([, , reached]) => reached)).toEqual(Array(4).fill('not reached'));
});

it('leaves the memory out where the kernel does not tell', () => {
  const { peakMiB: _, ...plan } = FOUND.plan;
  expect(goalsIn({ ...FOUND, plan })).not.toHaveProperty('peak MiB of the plan');
  expect(describeScale({ ...FOUND, plan })).toMatch(/\| peak MiB +\| +– \|/);
});
