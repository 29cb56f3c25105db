import { FerryError } from './ferryError';
import type { ServiceWords } from './serviceErrors';

/** The export run succeeded, but its blob is not in the container. */
export class ExportedBlobMissingError extends FerryError {
  readonly code = 'exported_blob_missing';
  constructor(blob: string) {
    super(
      `The export run succeeded, but its blob ${blob} does not exist.`,
      "Check that the export pipeline writes to the container that the route names as the source's containerUri.",
    );
  }
}

/** The exported blob lacks the Content-MD5 or the metadata that an import relies on. */
export class ExportedBlobUnfitError extends FerryError {
  readonly code = 'exported_blob_unfit';
  constructor(blob: string, lacking: string) {
    super(
      `The exported blob ${blob} lacks ${lacking}.`,
      'Something replaced or rewrote the blob after the export. Keep other writers out of the container, then retry the transfer (POST …/retry).',
    );
  }
}

/** The source blob changed while it was copied. */
export class SourceBlobChangedError extends FerryError {
  readonly code = 'source_blob_changed';
  constructor(blob: string) {
    super(
      `The source blob ${blob} changed while it was copied; nothing was committed.`,
      'Keep other writers out of the container, then retry the transfer (POST …/retry).',
    );
  }
}

/** The target's storage could not read the source blob: network rules, permissions or the allowed copy scope prevent it. */
export class CopySourceRefusedError extends FerryError {
  readonly code = 'copy_source_refused';
  override readonly mayPassSoon = true;
  constructor(doing: string, said: ServiceWords) {
    super(
      `Could not ${doing}: ${said.words}`,
      'Let the target account read the source (network rules, allowed copy scope, SAS) and the app write the target, or set copy.strategy of the route to auto or relay.',
      said,
    );
  }
}

/** The target's storage got no timely answer from the source. */
export class CopySourceUnavailableError extends FerryError {
  readonly code = 'copy_source_unavailable';
  override readonly transient = true;
  constructor(doing: string, said: ServiceWords) {
    super(
      `Could not ${doing}: ${said.words}`,
      'The app retries by itself. If this ended a transfer, set copy.strategy of the route to auto or relay, then retry the transfer (POST …/retry).',
      { ...said, remedy: 'If that does not help, set copy.strategy of the route to auto or relay.' },
    );
  }
}

/** The copy has another checksum than its source. */
export class ContentMismatchError extends FerryError {
  readonly code = 'content_mismatch';
  constructor(blob: string) {
    super(
      `The copy ${blob} has another checksum than its source; it was not committed.`,
      'Retry the transfer (POST …/retry). If it happens again, compare the Content-MD5 of the source blob with its content.',
    );
  }
}

/** The target blob exists with other content. */
export class TargetBlobConflictError extends FerryError {
  readonly code = 'target_blob_conflict';
  constructor(blob: string) {
    super(
      `The target blob ${blob} exists already, with other content; it was not overwritten.`,
      'Find out who writes to the container, delete that blob, then retry the transfer (POST …/retry).',
    );
  }
}

/** Blocks that were copied are no longer there at commit. */
export class BlocksMissingError extends FerryError {
  static readonly CODE = 'blocks_missing';
  readonly code = BlocksMissingError.CODE;
  /** @param missing how many, where that is known */
  constructor(blob: string, missing?: number) {
    const blocks = missing === undefined ? 'Copied blocks' : `${missing} copied ${missing === 1 ? 'block' : 'blocks'}`;
    super(
      `${blocks} of ${blob} disappeared before the commit; nothing was committed.`,
      'Something else wrote to the blob. Keep other writers out of the container, then retry the transfer (POST …/retry).',
    );
  }
}
