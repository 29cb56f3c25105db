import type { Finding } from '../../domain/doctor/finding';
import type { TransferOutcome, TransferReport } from '../../domain/report/report';
import type { ActivityDependencies } from '../dependencies';
import { soonEnough } from './soonEnough';

const LIMIT_MS = 30_000;
const UNSUCCESSFUL: ReadonlySet<TransferOutcome> = new Set(['partial', 'failed', 'unconfirmed']);

/**
 * The report of a transfer with what the doctor found: at its beginning, and now where it did not succeed. Of the latter stands there what
 * may explain one of its failures.
 *
 * @param begun  what was found at its beginning
 */
export async function explainFailures(
  { doctor, transfers, machine }: Pick<ActivityDependencies, 'doctor' | 'transfers' | 'machine'>,
  report: TransferReport,
  begun: readonly Finding[] = [],
): Promise<TransferReport> {
  const now = UNSUCCESSFUL.has(report.outcome) ? await soonEnough(machine, LIMIT_MS, explain) : [];
  const findings = [...now, ...begun.filter((one) => !now.some((other) => isSame(one, other)))];
  return findings.length === 0 ? report : { ...report, findings };

  async function explain(): Promise<Finding[]> {
    const record = await transfers.find(report.id);
    const failures = [...report.failures, ...report.artifacts.flatMap(({ failure }) => failure ?? [])];
    const codes = [...new Set(failures.map(({ code }) => code))];
    return record && codes.length > 0 ? doctor.explain(record.pinnedRoute, codes) : [];
  }
}

function isSame(one: Finding, other: Finding): boolean {
  return one.check === other.check && one.end === other.end;
}
