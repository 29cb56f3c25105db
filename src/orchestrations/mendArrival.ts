import type { OrchestrationContext } from 'durable-functions';
import type { Digested } from '../activities/arrivals/digestArrival';
import type { ExaminedArrival } from '../activities/arrivals/examineArrival';
import type { OnDefect } from '../domain/arrivals/arrivalSettings';
import { inWords } from '../domain/arrivals/defects';
import { CANCELED, done, type Ending } from '../domain/failures/ending';
import {
  ArrivedBlobGoneError,
  ArrivedBlobRepairedError,
  ArrivedBlobReplacedError,
  ArrivedBlobUnrepairedError,
  TransferRecordGoneError,
} from '../domain/failures/errors';
import { isCausedBy, type Failure } from '../domain/failures/failure';
import { callActivity, type Patient } from './call';
import { digestBlob } from './digestBlob';
import { quarantine } from './quarantine';
import { showProgress, type Steps } from './steps';

/** A blob that is looked over before it is imported. */
export interface Mending extends Patient {
  onDefect?: OnDefect;
}

/** A lease may end; an immutability policy or a legal hold does not, and the import needs no repair. */
const MOST_REPAIR_MINUTES = 15;
/** Others may write the blob's metadata while it is read. */
const MOST_READINGS = 5;

/**
 * Sees to a blob that lacks what a registry's own trigger asks for, as its route says. What cannot be repaired is imported all the same.
 *
 * @returns what is to be known of it; a failure where it is not to be imported
 */
export function* mendArrival(context: OrchestrationContext, input: Mending): Steps<Ending<Failure[]>> {
  const { transferId, onDefect } = input;
  if (onDefect === undefined) return done([]);
  showProgress(context, { phase: 'planning', percentage: 0 });
  for (let readings = 1; ; readings += 1) {
    const looked = yield* callActivity(context, 'examineArrival', { transferId }, input);
    // The registry may have imported and removed it: batchOfArrival sees to that.
    if (looked.end === 'failed' && isCausedBy(looked.failure, ArrivedBlobGoneError)) return done([]);
    if (looked.end !== 'done') return looked;
    const examined = looked.value;
    if (examined.defects.length === 0) return done(onDefect === 'repair' ? tellRepair(examined) : []);
    if (onDefect === 'quarantine') return yield* quarantine(context, input, examined);

    const digested = yield* digest(context, input, examined);
    if (digested.end === 'canceled') return CANCELED;
    if (digested.end === 'done' && digested.value.isChanged && readings < MOST_READINGS) continue;
    const repaired = digested.end === 'done' ? yield* repair(context, input, examined, digested.value) : digested;
    if (repaired.end === 'canceled') return CANCELED;
    if (repaired.end === 'done') return done(tellRepair(examined, examined.defects));
    if (isCausedBy(repaired.failure, ArrivedBlobGoneError)) return done([]);
    if (endsImport(repaired.failure)) return repaired;
    return done([new ArrivedBlobUnrepairedError(examined.blob, examined.words, repaired.failure.message).toFailure()]);
  }
}

function endsImport(failure: Failure): boolean {
  return [ArrivedBlobReplacedError, TransferRecordGoneError].some((cause) => isCausedBy(failure, cause));
}

/** What was amiss, by the first orchestration of the transfer that saw it. */
function tellRepair({ blob, repaired }: ExaminedArrival, defects = repaired): Failure[] {
  const first = repaired ?? defects;
  return first ? [new ArrivedBlobRepairedError(blob, inWords(first)).toFailure()] : [];
}

/** Reads the whole blob, where nobody has told or computed its Content-MD5. */
function* digest(
  context: OrchestrationContext,
  input: Mending,
  { defects, contentMd5, ...version }: ExaminedArrival,
): Steps<Ending<Pick<Digested, 'contentMd5' | 'isChanged'>>> {
  if (!defects.includes('contentMd5')) return done({});
  return contentMd5 === undefined ? yield* digestBlob(context, input, version) : done({ contentMd5 });
}

function* repair(
  context: OrchestrationContext,
  { transferId, patience }: Mending,
  { defects }: ExaminedArrival,
  { contentMd5 }: Pick<Digested, 'contentMd5'>,
): Steps<Ending<unknown>> {
  const stepMinutes = Math.min(patience.stepMinutes, MOST_REPAIR_MINUTES);
  const asked = { transferId, defects, ...(contentMd5 !== undefined && { contentMd5 }) };
  return yield* callActivity(context, 'repairArrival', asked, { transferId, patience: { ...patience, stepMinutes } });
}
