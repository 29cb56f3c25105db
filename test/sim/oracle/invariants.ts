import type { Outcome } from '../simulate';
import {
  arrivedIsTrue,
  eachArrivalIsImportedOnce,
  ledgerHoldsArrivals,
  onlyProvenArrivalsAreRemoved,
  onlyThePrefixIsImported,
  provenArrivalsGo,
  whatArrivesIsImported,
  whatArrivesWellIsDelivered,
} from './arrivals';
import { causesAreTrue, whatClearedDidNotFail } from './causes';
import { blobsOutliveTheirUse, nothingStaysUnsaid, saysWhatItCouldNotCleanUp } from './cleanUp';
import {
  importsOwnCopies,
  noBlockTwice,
  noCommitUnannounced,
  noRunAfterCancel,
  noRunTwice,
  runsAreNamed,
} from './effects';
import { nothingLivesWhileDrained, whoAsksIsTold } from './drained';
import { exportedIsTrue, nothingLeavesTheSource } from './exports';
import { ledgerHoldsWhatWasDelivered, saysWhatTheLedgerMayLack } from './ledger';
import { cancelIsHeard, historyIsBounded, nothingGoesOn, retryAfterIsHonoured, requestsAreBounded } from './manners';
import {
  aReportAlways,
  apiSaysTheSame,
  deliveredIsTrue,
  eachArtifactOnce,
  nothingIsDoneAgain,
  outcomeFits,
  whatArrivedIsTold,
} from './reports';
import { eachClaimIsOneTransfer, whatWasPushedIsThere } from './pushes';
import { cleanupsEnd, onlyEndedRunsExpire, onlyProvenBlobsExpire, strangersStay } from './retention';
import { noSecretIsStored } from './secrets';
import { everyRunHasASlot, noSlotIsLeft, windowsAreKept } from './slots';

/** What holds at the end of every day. Each answers what is wrong, empty when nothing is. */
const INVARIANTS: Readonly<Record<string, (outcome: Outcome) => string[]>> = {
  'a report always': aReportAlways,
  'each artifact is told of once': eachArtifactOnce,
  'nothing is done again': nothingIsDoneAgain,
  'delivered is true': deliveredIsTrue,
  'exported is true': exportedIsTrue,
  'nothing leaves the source without a target': nothingLeavesTheSource,
  'what arrived is told': whatArrivedIsTold,
  'the outcome fits the artifacts': outcomeFits,
  'what cleared before the deadline did not fail': whatClearedDidNotFail,
  'every cause is true': causesAreTrue,
  'the API and the index say what the report says': apiSaysTheSame,
  'the ledger holds what was delivered': ledgerHoldsWhatWasDelivered,
  'the ledger lacks something for a cause only': saysWhatTheLedgerMayLack,
  'no run twice': noRunTwice,
  'no run after a cancel': noRunAfterCancel,
  'every run is named': runsAreNamed,
  'every run has a slot': everyRunHasASlot,
  'no more runs at once than the windows let': windowsAreKept,
  'no slot is left': noSlotIsLeft,
  'no block twice without cause': noBlockTwice,
  'no blob is committed before its manifest': noCommitUnannounced,
  'imports are of own copies': importsOwnCopies,
  'blobs outlive their use': blobsOutliveTheirUse,
  'nothing stays unsaid': nothingStaysUnsaid,
  'clean-up fails for a cause only': saysWhatItCouldNotCleanUp,
  'a cancel is heard': cancelIsHeard,
  'Retry-After is honoured': retryAfterIsHonoured,
  'requests are bounded': requestsAreBounded,
  'histories are bounded': historyIsBounded,
  'nothing goes on after the end': nothingGoesOn,
  'no secret is stored': noSecretIsStored,
  'what arrives is imported': whatArrivesIsImported,
  'each arrival is imported once': eachArrivalIsImportedOnce,
  'only the prefix is imported': onlyThePrefixIsImported,
  'what is called arrived is proven': arrivedIsTrue,
  'only proven arrivals are removed': onlyProvenArrivalsAreRemoved,
  'proven arrivals do not stay': provenArrivalsGo,
  'what arrives well is delivered': whatArrivesWellIsDelivered,
  'the ledger holds what arrived': ledgerHoldsArrivals,
  'each claim of pushes is one transfer': eachClaimIsOneTransfer,
  'what was pushed is there': whatWasPushedIsThere,
  'cleanups end': cleanupsEnd,
  'only proven blobs expire': onlyProvenBlobsExpire,
  'only ended runs expire': onlyEndedRunsExpire,
  'what is of others stays': strangersStay,
  'nothing lives while the app is drained': nothingLivesWhileDrained,
  'who asks while the app is drained is told so': whoAsksIsTold,
};

/** What is wrong at the end of a day, with the name of what should hold; empty on a good one. */
export function findingsOf(outcome: Outcome): string[] {
  return Object.entries(INVARIANTS).flatMap(([name, check]) => check(outcome).map((finding) => `${name}: ${finding}`));
}
