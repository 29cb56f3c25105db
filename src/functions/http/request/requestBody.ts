import { MAX_ARTIFACTS } from '../../../domain/plan';

/** What the body of the requests of an operation may be; its handler looks at the rest. */
export interface RequestBody {
  isRequired: boolean;
  /** For whoever sends no JSON, as a whole sentence. */
  send: string;
  /** For whoever sends too much. */
  shorten: string;
}

/** Of an operation that takes none: what somebody sends nevertheless was meant to change something. */
export const NO_BODY = bodyThatMayBeAbsent('Send no body.');

/** Who pauses, resumes or drains may say why. */
export const WORD_BODY = bodyThatMayBeAbsent('Send no body, or {"reason": "…"}.');

export const CLEANUP_BODY = bodyThatMayBeAbsent('Send no body, or {"route": "…", "dryRun": true}.');

export const TRANSFER_BODY: RequestBody = {
  isRequired: true,
  send: 'Send {"route": "…", "artifacts": ["repository:tag", …]}.',
  shorten: `A transfer takes at most ${MAX_ARTIFACTS} artifacts: split the list over several transfers.`,
};

function bodyThatMayBeAbsent(send: string): RequestBody {
  return { isRequired: false, send, shorten: send };
}
