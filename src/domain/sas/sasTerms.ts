import type { SasSettings } from './sasSettings';

/** What a SAS allows, and from when to when, in milliseconds since 1970. */
export interface SasTerms {
  /** Letters, in the order of the service. */
  rights: string;
  startsAt: number;
  expiresAt: number;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 1440 * MINUTE_MS;

/**
 * The terms of a SAS that is issued now. It starts in the past, because clocks differ, and its days count from there: the service takes
 * no key of a user delegation that ends more than seven days from its own now.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key#request-body
 */
export function sasTerms(
  rights: string,
  { validDays }: SasSettings,
  { now, clockSkewMinutes }: { now: number; clockSkewMinutes: number },
): SasTerms {
  // A SAS tells whole seconds.
  const startsAt = Math.floor((now - clockSkewMinutes * MINUTE_MS) / SECOND_MS) * SECOND_MS;
  return { rights, startsAt, expiresAt: startsAt + validDays * DAY_MS };
}

/** Between the deadline of a run and the end of the SAS that it holds. */
const MARGIN_MS = 120 * MINUTE_MS;
/** A run that may outlast the SAS would have it renewed at every look. */
const MOST_OF_LIFE = 0.9;

/**
 * How much of its life a SAS has left when it is renewed, in milliseconds: a run keeps the SAS that it read when it began, so that at any
 * time as much has to be left as a run may last.
 *
 * @param runDeadlineMinutes  how long the app waits for a pipeline run
 */
export function renewalLead({ validDays, renewBeforeDays }: SasSettings, runDeadlineMinutes: number): number {
  const lead = Math.max(renewBeforeDays * DAY_MS, runDeadlineMinutes * MINUTE_MS + MARGIN_MS);
  return Math.min(lead, validDays * DAY_MS * MOST_OF_LIFE);
}
