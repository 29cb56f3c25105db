import { RequestError } from './requestErrors';

/** Somebody restores a blob by hand. */
const RESTORE_SECONDS = 60;

/** A blob in the state container is damaged. Whoever restores or deletes it lets everything go on, so that it is waited for. */
export class StateUnreadableError extends RequestError {
  readonly code = 'state_unreadable';
  override readonly transient = true;
  /** @param blob  its name @param amiss  what is wrong with it, without its values @param without  what to do where no earlier version of it is left */
  constructor(blob: string, amiss: string, without: string | undefined) {
    const restore = `Restore an earlier version of the blob ${blob} in the container that FERRY_STATE_CONTAINER names.`;
    const remedy = without === undefined ? restore : `${restore} If there is none, ${without}`;
    super(
      `The blob ${blob} in the state container is not as the app writes it: ${amiss}. It was left as it is.`,
      `${remedy} What runs goes on then.`,
      { retryAfterSeconds: RESTORE_SECONDS, remedy },
    );
  }
}
