import { runArrival, type Arrival } from './runArrival';

/** Lets the task hub be lost at an activity; from then on nothing is done any more. */
export async function loseAt(arrival: Arrival, name: string, isAfter: boolean, input = {}): Promise<void> {
  let isLost = false;
  const before = async (called: string): Promise<unknown> => {
    if (called === name && !isAfter) isLost = true;
    const defect = { end: 'failed', failure: { code: 'internal_error', message: 'lost', nextStep: 'none' } };
    const answer = isLost ? defect : undefined;
    if (called === name) isLost = true;
    return answer;
  };
  const { transfers } = arrival;
  const write = transfers.writeReport.bind(transfers);
  const isReported = name === 'writeReport' && isAfter;
  if (!isReported) transfers.writeReport = async () => undefined;
  await runArrival(arrival, { before, input }).catch(() => undefined);
  transfers.writeReport = write;
}
