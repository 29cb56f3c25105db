import type { FailureCode } from '../failures/codes';
import { mayBeOfCanary } from '../names';
import type { Caller, Totals, TransferOutcome, TransferReport } from '../report/report';

/** How a transfer ended, as a query counts it. */
export interface TransferEnded {
  transferId: string;
  route: string;
  outcome: TransferOutcome;
  /** Whether it carries a canary, as far as its id tells: it says nothing of what people and triggers transfer. */
  canary: boolean;
  /** `principal` of whoever signed in: the log names no person. */
  startedBy: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  finishedAt: string;
  /** From start to end, with all waiting. */
  seconds: number;
  artifacts: number;
  batches: number;
  /** How many artifacts had each outcome. */
  outcomes: Totals['outcomes'];
  /** The codes of all failures that the report shows, each once, sorted. */
  codes: FailureCode[];
}

/** What the log says of a transfer that has its report. */
export function transferEnded(report: TransferReport): TransferEnded {
  const { id, route, outcome, startedAt, finishedAt, artifacts, batches, more, failures, totals } = report;
  const all = [...failures, ...artifacts.flatMap(({ failure }) => failure ?? [])];
  return {
    ...{ transferId: id, route, outcome, canary: mayBeOfCanary(id) },
    ...{ startedBy: starterOf(report.startedBy), startedAt, finishedAt },
    seconds: Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000),
    artifacts: totals?.artifacts ?? artifacts.length + (more?.artifacts ?? 0),
    batches: totals?.batches ?? batches.length + (more?.batches ?? 0),
    outcomes: totals?.outcomes ?? {},
    codes: [...new Set(all.map(({ code }) => code))].sort(),
  };
}

function starterOf({ kind, name }: Caller): string {
  return kind === 'principal' ? kind : name;
}
