import type { FindingStatus } from '../src/domain/doctor/finding';
import type { DoctorView } from '../src/functions/http/schemas/doctorView';
import { printable } from './printable';

const MARKS: Readonly<Record<FindingStatus, string>> = { ok: '✓', warning: '!', failed: '✗', notCheckable: '?' };

/** One row a finding, with what mends it below those that are red or yellow. */
export function describeFindings(view: DoctorView): string {
  const { route, outcome, findings } = printable(view);
  const width = Math.max(...findings.map((finding) => nameOf(finding).length));
  const lines = findings.flatMap((finding) => {
    const { status, evidence, fix, correlationId } = finding;
    const row = `${MARKS[status]} ${nameOf(finding).padEnd(width)}  ${evidence}`;
    if (status === 'ok' || !fix) return [row];
    const isBad = status !== 'notCheckable';
    return [
      row,
      `    ${fix.say}`,
      ...(isBad && fix.command !== undefined ? [`    $ ${fix.command}`] : []),
      ...(isBad && correlationId !== undefined ? [`    correlation id ${correlationId}`] : []),
    ];
  });
  return [`${route}: ${outcome}`, ...lines].join('\n');
}

function nameOf({ check, end }: DoctorView['findings'][number]): string {
  return end === undefined ? check : `${check} (${end})`;
}
