import { FerryError } from './ferryError';

/** The blob that arrived is not there any more. */
export class ArrivedBlobGoneError extends FerryError {
  static readonly CODE = 'arrived_blob_gone';
  readonly code = ArrivedBlobGoneError.CODE;
  constructor(blob: string) {
    super(
      `The blob ${blob} is not there any more; it was not imported.`,
      'Bring the blob again. With the same content, POST …/retry then imports it.',
    );
  }
}

/** The blob that arrived was replaced by another one. */
export class ArrivedBlobReplacedError extends FerryError {
  static readonly CODE = 'arrived_blob_replaced';
  readonly code = ArrivedBlobReplacedError.CODE;
  constructor(blob: string) {
    super(
      `The blob ${blob} has other content than when it arrived, and was not imported by this transfer.`,
      'What is there now is imported by a transfer of its own, which GET /api/transfers lists.',
    );
  }
}

/** The manifest that came with a blob is none that the app knows. */
export class ManifestUnreadableError extends FerryError {
  readonly code = 'manifest_unreadable';
  /** @param problem  as the end of a sentence */
  constructor(manifest: string, problem: string) {
    super(
      `The manifest ${manifest} ${problem}. Its blob was not imported.`,
      'Bring the manifest again as it was written beside the exported blob, or delete it to import the blob unverified; then POST …/retry.',
    );
  }
}

/** The manifest that came with a blob is that of another one, or the blob was damaged on its way. */
export class ManifestMismatchError extends FerryError {
  readonly code = 'manifest_mismatch';
  /** @param difference  as the end of a sentence */
  constructor(blob: string, difference: string) {
    super(
      `The blob ${blob} ${difference}. It was not imported.`,
      'It was damaged on its way, or the manifest is that of another blob. Bring both again: a blob with other content is a new arrival; for the same blob with another manifest, POST …/retry.',
    );
  }
}

/** A blob was imported, and nothing came that says what it holds. */
export class SourceUnverifiedError extends FerryError {
  static readonly CODE = 'source_unverified';
  readonly code = SourceUnverifiedError.CODE;
  /** @param manifest  address of the manifest that did not come */
  constructor(blob: string, manifest: string, waitedMinutes: number) {
    super(
      `The blob ${blob} was imported, and what arrived is unverified against its source: the manifest ${manifest} did not come within ${waitedMinutes} ${waitedMinutes === 1 ? 'minute' : 'minutes'}.`,
      'Bring the manifest, then POST …/retry imports the blob again and verifies it; or compare the digests with the source by hand. Where manifests come late, raise arrivals.manifestWaitMinutes of the route.',
    );
  }
}

/** The registry and the app both import what is in a container. */
export class DoubleImportPossibleError extends FerryError {
  readonly code = 'double_import_possible';
  /** @param pipelineId  Azure resource id of the import pipeline */
  constructor(pipelineId: string, apiVersion: string) {
    super(
      `The import pipeline ${pipelineId} has its source trigger Enabled, and the app imports by runs of its own: the registry may import the same blob again, within 15 minutes, as long as the blob is there.`,
      `Let only one of both import. The app: az resource update --ids ${pipelineId} --api-version ${apiVersion} --set properties.trigger.sourceTrigger.status=Disabled. The registry, of blobs that arrive only: leave it Enabled, and raise arrivals.takeOverMinutes of the route.`,
    );
  }
}
