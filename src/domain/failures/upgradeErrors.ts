import { RequestError } from './requestErrors';

/** An upgrade takes some minutes. */
const UPGRADE_SECONDS = 60;

/** The app is drained, so nothing new starts. */
export class DrainingError extends RequestError {
  readonly code = 'draining';
  /** @param since  ISO 8601, UTC @param by  who began it @param reason  why, in their words */
  constructor(since: string, by: string, reason: string | undefined) {
    const why = reason === undefined ? '' : ` (${reason})`;
    super(
      `Nothing new is started since ${since}: ${by} drains the app${why}.`,
      'GET /api/drain shows what still runs; POST /api/drain/end lets transfers start again.',
      { retryAfterSeconds: UPGRADE_SECONDS },
    );
  }
}

/** The layout of the state container is that of a newer app: this one would damage what it does not know. */
export class StateTooNewError extends RequestError {
  readonly code = 'state_too_new';
  override readonly transient = true;
  /** @param found  the version of the layout @param writtenBy  the version of the app that made it @param known  the latest that this app knows */
  constructor(found: number, writtenBy: string, known: number) {
    const newer = `the app of version ${writtenBy} or later`;
    super(
      `The state container has the layout ${found}, of ${newer}; this app knows layouts up to ${known}. It changed nothing.`,
      `Deploy ${newer}. What runs goes on then.`,
      { retryAfterSeconds: UPGRADE_SECONDS, remedy: `Deploy ${newer}.` },
    );
  }
}

/** What the state container says of its layout is damaged. Whoever restores the blob lets everything go on, so that it is waited for. */
export class StateSchemaUnreadableError extends RequestError {
  readonly code = 'state_schema_unreadable';
  override readonly transient = true;
  constructor() {
    const remedy =
      'Restore an earlier version of the blob schema.json in the container that FERRY_STATE_CONTAINER names. If there is none, and no later ' +
      'version of the app has run on that container, delete the blob: the app writes it again.';
    super(
      'The blob schema.json in the state container does not name a layout as the app writes it. The app changed nothing.',
      `${remedy} What runs goes on then.`,
      { retryAfterSeconds: UPGRADE_SECONDS, remedy },
    );
  }
}
