import { CHEAP_LOOK_LIMIT_MS } from '../../src/activities/plan/openTransfer';
import { ok, warning, type Check } from '../../src/doctor/check';
import { createDoctor } from '../../src/doctor/createDoctor';
import { rememberLooks } from '../../src/doctor/rememberLooks';
import type { FailureCode } from '../../src/domain/failures/codes';
import { ServiceUnavailableError } from '../../src/domain/failures/errors';
import { doctorPorts } from '../helpers/fakeDoctorPorts';
import { exportOnlyRoute, route } from '../helpers/route';

function check(code: string, look: () => ReturnType<Check['look']>, more: Partial<Check> = {}): Check {
  const about = { code, question: 'Is it?', symptom: 'Bad.', remedy: 'Mend it.', isCheap: true, explains: [] };
  return { ...about, about: 'end', look, ...more } as Check;
}
const GOOD = check('good', async () => ok('It is.'));
const YELLOW = check('yellow', async () => warning('It is not quite.', { say: 'Look.' }), {
  isCheap: false,
  explains: ['access_denied'],
});

describe('createDoctor', () => {
  const examine = (checks: Check[], only?: 'cheap', of = route()) =>
    createDoctor(doctorPorts(), checks).examine(of, only);

  it('looks at each end that the route has', async () => {
    const rows = await examine([GOOD, check('ofRoute', async () => ok('Yes.'), { about: 'route' } as Partial<Check>)]);
    expect(rows.map((row) => [row.check, row.end])).toEqual([
      ['good', 'source'],
      ['good', 'target'],
      ['ofRoute', undefined],
    ]);
    expect(await examine([GOOD], undefined, exportOnlyRoute())).toHaveLength(1);
    expect(await examine([GOOD, YELLOW], 'cheap')).toHaveLength(2);
  });

  it('what throws cannot be checked, and why; what it says holds no secret', async () => {
    const denied = check('denied', () =>
      Promise.reject(new ServiceUnavailableError('read ?sig=abc', { words: '503' })),
    );
    const defect = check('defect', () => Promise.reject(new Error('a bug')));
    const rows = await examine([denied, defect], undefined, exportOnlyRoute());
    expect(rows.map(({ status }) => status)).toEqual(['notCheckable', 'notCheckable']);
    expect(rows[0]?.evidence).toContain('503');
    expect(rows[0]?.evidence).not.toContain('abc');
  });

  it('waits no longer than the deadline of a check', async () => {
    const slow = check('slow', () => new Promise(() => undefined));
    const machine = { now: () => 0, wait: async () => undefined };
    const [row] = await createDoctor({ ...doctorPorts(), machine }, [slow]).examine(exportOnlyRoute());
    expect(row).toMatchObject({ status: 'notCheckable', evidence: expect.stringContaining('20 seconds') as string });
  });

  it('a slow check costs the cheap look only its own row, before a transfer gives up on all', async () => {
    const slow = check('slow', () => new Promise(() => undefined));
    const waits: number[] = [];
    const machine = { now: () => 0, wait: async (ms: number) => void waits.push(ms) };
    const doctor = createDoctor({ ...doctorPorts(), machine }, [slow, GOOD]);
    const rows = await doctor.examine(exportOnlyRoute(), 'cheap');
    expect(rows.map(({ status }) => status)).toEqual(['notCheckable', 'ok']);
    expect(Math.max(...waits)).toBeLessThan(CHEAP_LOOK_LIMIT_MS);
  });

  it('explains with what is red or yellow, and may explain one of the codes', async () => {
    const doctor = createDoctor(doctorPorts(), [GOOD, YELLOW]);
    expect(await doctor.explain(exportOnlyRoute(), ['access_denied'])).toMatchObject([{ check: 'yellow' }]);
    expect(await doctor.explain(exportOnlyRoute(), ['not_verified'])).toEqual([]);
  });
});

describe('rememberLooks', () => {
  it('takes the cheap look once in five minutes, and anew at a route that has changed; the whole one each time', async () => {
    let now = 0;
    let looks = 0;
    const counted = check('counted', async () => ((looks += 1), ok('Yes.')), { only: 'source' } as Partial<Check>);
    const doctor = rememberLooks(createDoctor(doctorPorts(), [counted]), { now: () => now });
    const after = async (of = route(), only?: 'cheap') => (await doctor.examine(of, only), looks);
    expect(await after(route(), 'cheap')).toBe(1);
    expect(await after(route(), 'cheap')).toBe(1);
    expect(await after(route())).toBe(2);
    expect(await after(route({ keepBlobs: true }), 'cheap')).toBe(3);
    now = 5 * 60_000;
    expect(await after(route({ keepBlobs: true }), 'cheap')).toBe(4);
  });

  it('explains the same failures of a route once in five minutes, whatever their order', async () => {
    let now = 0;
    let looks = 0;
    const explains = ['access_denied', 'not_verified'] as const;
    const counted = check('counted', async () => ((looks += 1), ok('Yes.')), {
      only: 'source',
      explains,
    } as Partial<Check>);
    const doctor = rememberLooks(createDoctor(doctorPorts(), [counted]), { now: () => now });
    const after = async (codes: FailureCode[]) => (await doctor.explain(route(), codes), looks);
    expect(await after(['access_denied', 'not_verified'])).toBe(1);
    expect(await after(['not_verified', 'access_denied'])).toBe(1);
    expect(await after(['not_verified'])).toBe(2);
    now = 5 * 60_000;
    expect(await after(['not_verified'])).toBe(3);
  });
});
