import type { FailureCode } from './codes';
import { FerryError } from './ferryError';
import { runCauseOf, type RunCause } from '../runCause';
import type { ServiceWords } from './serviceErrors';

/** The source registry has no such repository, tag or digest. */
export class ArtifactNotFoundError extends FerryError {
  static readonly CODE = 'artifact_not_found';
  readonly code = ArtifactNotFoundError.CODE;
  /** @param wasThere  true where the transfer had planned it */
  constructor(artifact: string, registry: string, wasThere = false) {
    super(
      wasThere
        ? `${artifact} went from the source registry ${registry} while the transfer ran. Nobody knows whether it was exported.`
        : `${artifact} does not exist in the source registry ${registry}.`,
      wasThere
        ? 'Push it to the source registry again; then start the transfer again.'
        : "Check the spelling: repository:tag or repository@digest, without the registry's own name.",
    );
  }
}

/** The source registry has an artifact's digest, but not all that it stands for. */
export class ArtifactIncompleteInSourceError extends FerryError {
  static readonly CODE = 'artifact_incomplete_in_source';
  readonly code = ArtifactIncompleteInSourceError.CODE;
  /** @param lacking what is missing, in words, as the end of a sentence */
  constructor(artifact: string, registry: string, lacking: string) {
    super(
      `${artifact} is incomplete in the source registry ${registry}, and was not transferred. It lacks ${lacking}.`,
      'Push the artifact to the source registry again, whole; then start the transfer again.',
    );
  }
}

/** The target registry has an artifact's digest, but not all that it stands for. */
export class ArtifactIncompleteError extends FerryError {
  readonly code = 'artifact_incomplete';
  /** @param lacking what is missing, in words, as the end of a sentence */
  constructor(artifact: string, registry: string, lacking: string) {
    super(
      `${artifact} is incomplete in the target registry ${registry}: a pull fails. It lacks ${lacking}.`,
      'Start the transfer again; the blobs were kept. What does not arrive then either, as foreign layers, push to the target yourself.',
    );
  }
}

/** An artifact that the service cannot transfer, as a selection found. */
export class ArtifactUnfitError extends FerryError {
  static readonly CODE = 'artifact_unfit';
  readonly code = ArtifactUnfitError.CODE;
  /** @param why  as the end of a sentence */
  constructor(artifact: string, registry: string, why: string) {
    super(
      `${artifact} of the source registry ${registry} cannot be transferred: ${why}.`,
      'Exclude it in the selection, or mend it in the source registry; flagged: refuse refuses transfers that would skip it.',
    );
  }
}

/** A selection says that nothing may be skipped, and something would be. */
export class PlanRefusedError extends FerryError {
  readonly code = 'plan_refused';
  constructor(skipped: number, registry: string) {
    super(
      `${skipped} of the artifacts that the selection takes from ${registry} cannot be transferred; so nothing was.`,
      'GET …/plan names them and says why. Exclude them, mend them, or let the selection say flagged: skip.',
    );
  }
}

/** The batch of an artifact was not begun, because of what another batch met. */
export class NotAttemptedError extends FerryError {
  readonly code = 'not_attempted';
  /** @param why  what the other batch met */
  constructor(artifact: string, why: string) {
    super(
      `${artifact} was not attempted: nothing that follows could have gone better. ${why}`,
      'Mend that cause; then POST …/retry transfers what was not delivered.',
    );
  }
}

/** An artifact stands for more manifests or layers than the app follows. */
export class ArtifactTooLargeError extends FerryError {
  readonly code = 'artifact_too_large';
  constructor(artifact: string) {
    super(
      `${artifact} has more manifests, levels of indexes or layers than the app can verify.`,
      'Transfer the images that its index names by their digests instead.',
    );
  }
}

/** The target registry lacks an artifact after a successful import. */
export class ArtifactNotDeliveredError extends FerryError {
  readonly code = 'artifact_not_delivered';
  constructor(artifact: string, registry: string) {
    super(
      `${artifact} is not in the target registry ${registry}, though the import run ended successfully.`,
      'Pipelines with ContinueOnErrors skip artifacts they cannot move. Transfer this artifact alone to see the reason.',
    );
  }
}

/** The tag was moved in the source registry: before the plan, where a digest was asked for, or while the transfer ran. */
export class TagDriftedError extends FerryError {
  static readonly CODE = 'tag_drifted';
  readonly code = TagDriftedError.CODE;
  constructor(
    artifact: string,
    digests:
      { planned: string; arrived: string } | { planned: string; now: string } | { askedFor: string; found: string },
  ) {
    super(
      'askedFor' in digests
        ? `The tag of ${artifact} is ${digests.found} in the source registry, not ${digests.askedFor} as asked for; nothing was exported.`
        : 'now' in digests
          ? `The tag of ${artifact} moved while the transfer ran: planned ${digests.planned}, now ${digests.now} in the source registry. Nobody knows which of them was exported.`
          : `The tag of ${artifact} moved while the transfer ran: planned ${digests.planned}, arrived ${digests.arrived}.`,
      'Start a new transfer for the tag as it is now.',
    );
  }
}

/** The target tag has another digest than planned, and the source tag did not move. */
export class DigestMismatchError extends FerryError {
  readonly code = 'digest_mismatch';
  constructor(artifact: string, digests: { planned: string; found: string }) {
    super(
      `${artifact} has the digest ${digests.found} in the target registry, not the planned ${digests.planned}.`,
      'If the tag existed there before, add OverwriteTags to the import pipeline or delete the tag; then start the transfer again.',
    );
  }
}

/** An export or import run ended without success. */
export class PipelineRunFailedError extends FerryError {
  readonly code: FailureCode;
  constructor(kind: 'export' | 'import', resourceId: string, words: string, correlationId: string | undefined) {
    super(`The ${kind} run ${runNameIn(resourceId)} failed: ${words}`, nextStepOf(kind, runCauseOf(words)), {
      resourceId,
      correlationId,
    });
    this.code = `${kind}_run_failed` as const;
  }
}

const RUN_ACCESS = { export: 'read, add, write and list', import: 'read and list' } as const;

function nextStepOf(kind: 'export' | 'import', { where }: RunCause): string {
  const then = 'then POST …/retry delivers what is missing.';
  const pipeline = `the ${kind} pipeline`;
  if (where === 'keyVault') {
    return `See that the secret which ${pipeline} names (keyVaultUri) exists and is enabled, and that the pipeline's identity may get it (Key Vault Secrets User); ${then}`;
  }
  if (where === 'storage') {
    return `See that the container of ${pipeline} exists, that its SAS is valid and grants ${RUN_ACCESS[kind]} (or its identity has Storage Blob Data Contributor), and that the account's network rules let the registry in; ${then}`;
  }
  if (where === 'pipeline') return `Create ${pipeline} again, as it was; ${then}`;
  return `Correct what the message names (access of ${pipeline} to its container is the usual cause), then start the transfer again.`;
}

/** An export or import run did not end in time; it may still end. */
export class PipelineRunOverdueError extends FerryError {
  readonly code: FailureCode;
  constructor(kind: 'export' | 'import', resourceId: string, deadlineMinutes: number) {
    super(
      `The ${kind} run ${runNameIn(resourceId)} did not end within ${deadlineMinutes} minutes. It cannot be stopped, and may still end.`,
      'Look at the run in the portal; raise FERRY_RUN_DEADLINE_MINUTES if it is only slow.',
      { resourceId },
    );
    this.code = `${kind}_run_overdue` as const;
  }
}

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
      'Something replaced or rewrote the blob after the export. Start the transfer again, and keep other writers out of the container.',
    );
  }
}

/** The source blob changed while it was copied. */
export class SourceBlobChangedError extends FerryError {
  readonly code = 'source_blob_changed';
  constructor(blob: string) {
    super(
      `The source blob ${blob} changed while it was copied; nothing was committed.`,
      'Keep other writers out of the container, then start the transfer again.',
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
      'The app retries by itself. If this ended a transfer, set copy.strategy of the route to auto or relay, then start the transfer again.',
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
      'Start the transfer again. If it happens again, compare the Content-MD5 of the source blob with its content.',
    );
  }
}

/** The target blob exists with other content. */
export class TargetBlobConflictError extends FerryError {
  readonly code = 'target_blob_conflict';
  constructor(blob: string) {
    super(
      `The target blob ${blob} exists already, with other content; it was not overwritten.`,
      'Find out who writes to the container, delete that blob, then start the transfer again.',
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
      'Something else wrote to the blob. Keep other writers out of the container, then start the transfer again.',
    );
  }
}

/** The transfer was canceled before this artifact was verified. */
export class TransferCanceledError extends FerryError {
  readonly code = 'transfer_canceled';
  constructor(artifact: string) {
    super(`The transfer was canceled before ${artifact} was verified.`, 'Start a new transfer to deliver it.');
  }
}

/** The exported artifacts were not verified because the target registry could not be read. */
export class NotVerifiedError extends FerryError {
  static readonly CODE = 'not_verified';
  readonly code = NotVerifiedError.CODE;
  constructor(artifact: string, why: string) {
    super(
      `The import run ended, but it is not known whether ${artifact} arrived: ${why}`,
      'Compare its digest in both registries, or start the transfer again once the target registry can be read.',
    );
  }
}

/** On a route without a target, nobody could see whether an artifact was exported as planned. */
export class ExportUnconfirmedError extends FerryError {
  static readonly CODE = 'export_unconfirmed';
  readonly code = ExportUnconfirmedError.CODE;
  constructor(artifact: string, why: string) {
    super(
      `The export run ended, but it is not known whether the source registry still had ${artifact} as planned: ${why}`,
      'POST …/retry exports it again, once the source registry can be read.',
    );
  }
}

/** A warning: a run of the export pipeline of a route without a target may have left artifacts out, and have succeeded all the same. */
export class ExportUnprovenError extends FerryError {
  readonly code = 'export_unproven';
  /** @param why  where the options of the pipeline could not be read */
  constructor(pipeline: string, registry: string, why?: string) {
    super(
      why === undefined
        ? `The export pipeline ${pipeline} of the registry ${registry} has the option ContinueOnErrors: a run that leaves an artifact out succeeds all the same, and no one on this side can see it.`
        : `Nobody knows whether the export pipeline ${pipeline} of the registry ${registry} has the option ContinueOnErrors, with which a run that leaves an artifact out succeeds all the same: ${why}`,
      why === undefined
        ? 'Take ContinueOnErrors from the options of the export pipeline: then such a run fails, and the app finds out which artifact it was. Until then, only a comparison with the manifest on the far side tells.'
        : 'Let the app read the export pipeline. Until then, only a comparison with the manifest on the far side tells.',
    );
  }
}

/** A run is known by its resource id, or by its bare name until the service told the id. */
function runNameIn(resourceId: string): string {
  return resourceId.slice(resourceId.lastIndexOf('/') + 1);
}
