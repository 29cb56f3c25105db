import { breakStack, type BrokenStack } from '../../local/faults/brokenStack';
import { PLANTED_FAULTS } from '../../local/faults/plantedFaults';
import type { DoctorView } from '../../src/functions/http/schemas/doctorView';
import { realPlatform } from '../local/testPlatform';
import { ROUTE, startFerry, type Ferry } from './helpers/startFerry';
import { until } from './helpers/until';

/** Each row of the doctor, and a fault that turns it, and no other one. */
describe('the doctor', () => {
  let ferry: Ferry;
  let stack: BrokenStack;
  beforeAll(async () => {
    ferry = await startFerry({ storageGate: true });
    stack = breakStack(realPlatform, ferry.stack, {
      host: ferry.stack.endpoints.host,
      routesFile: ferry.routesFile,
    });
  });
  afterAll(() => ferry?.stop());

  const findings = async () => ((await stack.ferry('GET', `/routes/${ROUTE}/doctor`)) as DoctorView).findings;
  /** What is red or yellow, as `check@end status`. */
  const alarms = async () =>
    (await findings())
      .filter(({ status }) => status === 'failed' || status === 'warning')
      .map(({ check, end, status }) => `${check}${end === undefined ? '' : `@${end}`} ${status}`);
  const isQuiet = () =>
    until(async () => (await alarms()).length === 0, { what: 'nothing is red or yellow' }).catch(async () => {
      expect(await findings()).toEqual([]);
    });

  it('finds nothing wrong with the stack', async () => {
    expect(await alarms()).toEqual([]);
  });

  it.each(PLANTED_FAULTS.map((fault) => [fault.what, fault] as const))('%s', async (_what, fault) => {
    // Prepare
    await isQuiet();
    const row = `${fault.check}${fault.end === undefined ? '' : `@${fault.end}`} ${fault.status}`;

    // Act
    await fault.plant(stack);
    const turned = async () => (await alarms()).includes(row);
    await until(turned, { what: row, timeoutMs: 20_000 }).catch(async () => expect(await findings()).toContain(row));
    const found = await findings();
    const { fix } = found.find(({ check, end }) => check === fault.check && end === fault.end) ?? {};
    await fault.mend(stack, fix);

    // Assess
    const also = fault.also ?? [];
    const others = found
      .filter(({ status }) => status === 'failed' || status === 'warning')
      .filter(({ check, end }) => !also.includes(check) && !(check === fault.check && end === fault.end));
    expect(others).toEqual([]);
    expect(fix?.say).toMatch(/\w/);
    await isQuiet();
  });
});
