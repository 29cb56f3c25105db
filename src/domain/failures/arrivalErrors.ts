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

/** A blob that arrived lacks what an import relies on, and its route says that it is set aside. */
export class ArrivedBlobDefectiveError extends FerryError {
  readonly code = 'arrived_blob_defective';
  /**
   * @param defects  as the end of a sentence
   * @param moved    where it and the reason are now; or why it could not be moved
   */
  constructor(blob: string, defects: string, moved: { to: string; reason: string } | { why: string }) {
    const mend = 'with the metadata category=acr-transfer-blob and a Content-MD5';
    const again = 'It is then imported; where no transfer starts, its content is known already: POST …/retry.';
    const instead = 'To have the app mend such blobs, set arrivals.onDefect of the route to repair.';
    super(
      'to' in moved
        ? `The blob ${blob} ${defects}. It was not imported, and was moved to ${moved.to}; why stands in ${moved.reason}.`
        : `The blob ${blob} ${defects}. It was not imported, and could not be moved into quarantine: ${moved.why}`,
      'to' in moved
        ? `Find out on its way what dropped this, and bring it back as ${blob} ${mend}. ${again} ${instead}`
        : `Mend what kept it from being moved, and POST …/retry; or replace it by one ${mend}. ${instead}`,
    );
  }
}

/** A warning: a blob that arrived lacked what an import relies on, and was repaired. */
export class ArrivedBlobRepairedError extends FerryError {
  readonly code = 'arrived_blob_repaired';
  /** @param defects  as the end of a sentence that tells of the past */
  constructor(blob: string, defects: string) {
    super(
      `The blob ${blob}, as it arrived, ${defects}. The app repaired it before its import.`,
      'Nothing has to be done. Whoever carries blobs should keep their Content-MD5 and their metadata: AzCopy does with --put-md5 and --metadata "category=acr-transfer-blob".',
    );
  }
}

/** A warning: a blob that arrived has no Content-MD5, and could not be read to compute it. */
export class ArrivedBlobUnreadError extends FerryError {
  readonly code = 'arrived_blob_unread';
  /** @param why  whole sentences */
  constructor(blob: string, why: string) {
    super(
      `The blob ${blob} has no Content-MD5, and could not be read to compute it: its length alone was held against its manifest, and another blob of that length would have passed. ${why}`,
      'Mend what kept it from being read: a role or a SAS that lacks read access, or the archive tier. What was delivered has the digests that the manifest says; to know that this blob brought it, bring the blob again with its Content-MD5: AzCopy keeps it with --put-md5.',
    );
  }
}

/** A warning: a blob that arrived lacks what an import relies on, and could not be repaired. */
export class ArrivedBlobUnrepairedError extends FerryError {
  readonly code = 'arrived_blob_unrepaired';
  /** @param defects  as the end of a sentence @param why  whole sentences */
  constructor(blob: string, defects: string, why: string) {
    super(
      `The blob ${blob} ${defects}, and could not be repaired; it was imported as it is. ${why}`,
      'Mend what kept it from being repaired: a role that lacks write access, a lease, an immutability policy or a legal hold of the container, or the archive tier. The import itself needs none of it.',
    );
  }
}
