import { openTransfer } from '../../../src/activities/plan/openTransfer';
import { explainFailures } from '../../../src/activities/report/explainFailures';
import type { Finding } from '../../../src/domain/doctor/finding';
import type { Doctor } from '../../../src/domain/ports/doctor';
import type { Clock } from '../../../src/domain/ports/machine';
import { createFakes } from '../../helpers/fakes';
import { partialReport } from '../../helpers/partialReport';

const finding = (check: string, status: Finding['status'] = 'failed'): Finding => ({
  ...{ check, status, end: 'target', question: 'Is it?', evidence: 'It is not.' },
});
/** A clock whose every wait is over at once. */
const HURRIED: Clock = { now: () => 0, wait: async () => undefined };
const never = () => new Promise<never>(() => undefined);
const broken = () => Promise.reject(new Error('down'));

function withDoctor(doctor: Partial<Doctor>, machine?: Clock) {
  const { deps } = createFakes();
  return {
    ...deps,
    doctor: { ...deps.doctor, ...doctor },
    ...(machine && { machine: { ...deps.machine, ...machine } }),
  };
}

describe('openTransfer', () => {
  const open = (deps: ReturnType<typeof withDoctor>) => openTransfer(deps, { transferId: 't1' });

  it('answers what is red or yellow at a first look', async () => {
    const all = [finding('a'), finding('b', 'warning'), finding('c', 'ok'), finding('d', 'notCheckable')];
    const asked: (string | undefined)[] = [];
    const examine: Doctor['examine'] = async (_route, only) => (asked.push(only), all);
    const { findings } = await open(withDoctor({ examine }));
    expect([findings?.map(({ check }) => check), asked]).toEqual([['a', 'b'], ['cheap']]);
  });

  it.each([
    ['does not answer', withDoctor({ examine: never }, HURRIED)],
    ['is down', withDoctor({ examine: broken })],
  ])('goes on where the doctor %s', async (_what, deps) => {
    expect(await open(deps)).toEqual({});
  });
});

describe('explainFailures', () => {
  const report = partialReport([
    { artifact: 'app:1', outcome: 'failed', failure: { code: 'access_denied', message: 'No.', nextStep: 'Grant.' } },
  ]);
  const codes = (deps: ReturnType<typeof withDoctor>, of = report, begun?: Finding[]) =>
    explainFailures(deps, of, begun).then(({ findings }) => findings?.map(({ check }) => check));

  it('asks for what explains the codes of the report, and keeps what was found at the beginning', async () => {
    const asked: string[][] = [];
    const explain: Doctor['explain'] = async (_route, of) => (asked.push([...of]), [finding('a')]);
    const deps = withDoctor({ explain });
    expect(await codes(deps, report, [finding('a', 'warning'), finding('b', 'warning')])).toEqual(['a', 'b']);
    const failures = [...report.failures, ...report.artifacts.flatMap(({ failure }) => failure ?? [])];
    expect(asked).toEqual([[...new Set(failures.map(({ code }) => code))]]);
    expect(asked[0]).not.toEqual([]);
  });

  it('asks nothing of a transfer that succeeded', async () => {
    const deps = withDoctor({ explain: async () => [finding('a')] });
    expect(await codes(deps, { ...report, outcome: 'succeeded' })).toBeUndefined();
    expect(await codes(deps, { ...report, outcome: 'succeeded' }, [finding('b')])).toEqual(['b']);
  });

  it.each([
    ['does not answer', withDoctor({ explain: never }, HURRIED)],
    ['is down', withDoctor({ explain: broken })],
  ])('leaves the report as it is where the doctor %s', async (_what, deps) => {
    expect(await explainFailures(deps, report)).toEqual(report);
  });
});
