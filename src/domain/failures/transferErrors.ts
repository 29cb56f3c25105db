import type { FailureCode } from './codes';
import { FerryError } from './ferryError';
import { runCauseOf, type RunCause } from '../runCause';

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
  return `Correct what the message names (access of ${pipeline} to its container is the usual cause), then retry the transfer (POST …/retry).`;
}

/** An export or import run did not end in time; it may still end. */
export class PipelineRunOverdueError extends FerryError {
  readonly code: FailureCode;
  constructor(kind: 'export' | 'import', resourceId: string, deadlineMinutes: number) {
    super(
      `The ${kind} run ${runNameIn(resourceId)} did not end within ${deadlineMinutes} minutes. It cannot be stopped, and may still end.`,
      'GET /api/routes/{route}/runs shows whether it has ended; then POST …/retry delivers what is missing. Raise FERRY_RUN_DEADLINE_MINUTES if it is only slow.',
      { resourceId },
    );
    this.code = `${kind}_run_overdue` as const;
  }
}

/** The transfer was canceled before this artifact was verified. */
export class TransferCanceledError extends FerryError {
  readonly code = 'transfer_canceled';
  constructor(artifact: string) {
    super(`The transfer was canceled before ${artifact} was verified.`, 'POST …/retry delivers it.');
  }
}

/** The exported artifacts were not verified because the target registry could not be read. */
export class NotVerifiedError extends FerryError {
  static readonly CODE = 'not_verified';
  readonly code = NotVerifiedError.CODE;
  constructor(artifact: string, why: string) {
    super(
      `The import run ended, but it is not known whether ${artifact} arrived: ${why}`,
      'Compare its digest in both registries, or retry the transfer (POST …/retry) once the target registry can be read.',
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
