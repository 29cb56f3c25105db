import { FerryError } from './ferryError';

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
        ? 'Push it to the source registry again; then retry the transfer (POST …/retry).'
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
      'Push the artifact to the source registry again, whole; then retry the transfer (POST …/retry).',
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
      'Retry the transfer (POST …/retry); the blobs were kept. What does not arrive then either, as foreign layers, push to the target yourself.',
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

/** The target registry lacks an artifact after an import that nobody saw fail. */
export class ArtifactNotDeliveredError extends FerryError {
  readonly code = 'artifact_not_delivered';
  /** @param importRun  the registry that it ended successfully in, or the resource id of one whose end nobody knows */
  constructor(artifact: string, importRun: { succeededIn: string } | { unclear: string }) {
    super(
      'succeededIn' in importRun
        ? `${artifact} is not in the target registry ${importRun.succeededIn}, though the import run ended successfully.`
        : `${artifact} is not in the target registry, and nobody knows how its import run ended: what ${importRun.unclear} says is neither success nor failure.`,
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
      'POST …/retry transfers the tag as it is now.',
    );
  }
}

/** The target tag has another digest than planned, and the source tag did not move. */
export class DigestMismatchError extends FerryError {
  readonly code = 'digest_mismatch';
  constructor(artifact: string, digests: { planned: string; found: string }) {
    super(
      `${artifact} has the digest ${digests.found} in the target registry, not the planned ${digests.planned}.`,
      'If the tag existed there before, add OverwriteTags to the import pipeline or delete the tag; then retry the transfer (POST …/retry).',
    );
  }
}
