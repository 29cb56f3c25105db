import { breakStack, type BrokenStack } from '../../local/faults/brokenStack';
import { PLANTED_FAULTS } from '../../local/faults/plantedFaults';
import type { DoctorView } from '../../src/functions/http/schemas/doctorView';
import { realPlatform } from '../local/testPlatform';
import { hear } from './helpers/request';
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
      heard: hear,
    });
  });
  afterAll(() => ferry?.stop());

  const findings = async () => ((await stack.ferry('GET', `/routes/${ROUTE}/doctor`)) as DoctorView).findings;
  /** What is red or yellow, as `check@end status`. */
  const alarms = async () =>
    (await findings())
      .filter(({ status }) => status === 'failed' || status === 'warning')
      .map(({ check, end, status }) => `${check}${end === undefined ? '' : `@${end}`} ${status}`);
  /** Waits until something is so of what is red or yellow; says in its error what is. */
  const untilAlarms = async (what: string, isSo: (rows: string[]) => boolean): Promise<void> => {
    const told = async (): Promise<never> => {
      throw new Error(`Not so: ${what}. Red or yellow: ${(await alarms()).join(', ')}`);
    };
    await until(async () => isSo(await alarms()), { what, timeoutMs: 20_000 }).catch(told);
  };
  const isQuiet = () => untilAlarms('nothing is red or yellow', (rows) => rows.length === 0);

  it('finds nothing wrong with the stack', async () => {
    expect(await alarms()).toEqual([]);
  });

  it.each(PLANTED_FAULTS.map((fault) => [fault.what, fault] as const))('%s', async (_what, fault) => {
    // Prepare
    await isQuiet();
    const row = `${fault.check}${fault.end === undefined ? '' : `@${fault.end}`} ${fault.status}`;

    // Act
    await fault.plant(stack);
    await untilAlarms(row, (rows) => rows.includes(row));
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

  it('names in the report of a transfer that failed what explains it', async () => {
    const fault = PLANTED_FAULTS.find(({ check }) => check === 'pipeline_provisioned');
    if (!fault) throw new Error('Nobody takes the pipeline away.');
    await fault.plant(stack);
    const { id } = await ferry.api.start([await ferry.push('explained/app:1.0')]);
    const report = await ferry.api.reportOf(id);
    const found = (await findings()).find(({ check, end }) => check === fault.check && end === fault.end);
    await fault.mend(stack, found?.fix);
    const delivered = await ferry.api.start([await ferry.push('explained/mended:1.0')]);
    expect(report.outcome).toBe('failed');
    expect(report.findings).toContainEqual(found);
    expect((await ferry.api.reportOf(delivered.id)).outcome).toBe('succeeded');
  });
});
