import type { TransferReport } from '../../../src/domain/report/report';
import type { Content } from '../azure/carried';
import type { Run } from '../azure/pipelineRuns';
import type { Outcome } from '../simulate';

/** The import of a blob that arrived, at its end. */
export interface EndedArrival {
  content: Content;
  report: TransferReport;
  finishedAt: number;
  /** When it was claimed. */
  createdAt: number;
}

export function endedArrivals({ azure }: Outcome): EndedArrival[] {
  return azure.carried.contents.flatMap((content) =>
    azure.importsOf(content).flatMap(({ id, createdAt }) => {
      const report = azure.transfers.reports.get(id);
      if (!report) return [];
      return [{ content, report, finishedAt: Date.parse(report.finishedAt), createdAt: Date.parse(createdAt) }];
    }),
  );
}

/** The reports that tell of a content. */
export function reportsOf({ azure }: Outcome, content: Content): TransferReport[] {
  return azure.importsOf(content).flatMap(({ id }) => azure.transfers.reports.get(id) ?? []);
}

/** What is wrong with the arrivals, with the place of each. */
export function eachArrival(outcome: Outcome, check: (arrival: EndedArrival) => string[]): string[] {
  return endedArrivals(outcome).flatMap((arrival) =>
    check(arrival).map((finding) => `blob ${arrival.content.blob} (${arrival.report.outcome}): ${finding}`),
  );
}

/** The runs of the import-only route, of one blob where a name is given. */
export function runsOfInbox({ azure }: Outcome, name?: string): Run[] {
  const isOwn = ({ end, blobName }: Run): boolean =>
    end.registryName === azure.inbox.registryName && (name === undefined || blobName === name);
  return azure.runs.filter(isOwn);
}
