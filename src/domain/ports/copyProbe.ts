import type { CopyStrategyName } from '../copy/copyPlan';
import type { BlobProperties } from '../copy/exportedBlob';
import type { Failure } from '../failures/failure';
import type { CopySettings, RouteEnd } from '../route';

/** What became of a probe, and what of it could not be removed again. */
export type TriedCopy = (
  | {
      readonly is: 'copied';
      readonly sent: BlobProperties;
      /** Absent where there is no blob after the commit. */
      readonly arrived?: BlobProperties;
      readonly by: CopyStrategyName;
      /** Why the target's storage did not copy it; present where the app did instead. */
      readonly fallback?: Failure;
    }
  | {
      readonly is: 'refused';
      readonly failure: Failure;
      /** The service's own error code: the source's, where the target's storage passes that on. */
      readonly serviceCode?: string;
    }
) & { readonly left: readonly { readonly end: RouteEnd; readonly name: string; readonly words: string }[] };

/** Tries whether copies come through, with a small blob. */
export interface CopyProbe {
  /**
   * Writes a blob at the source, copies it to the target as transfers are copied, looks at the copy, and removes both. It lacks the
   * category of exports: no trigger of a registry takes it. What an earlier try left is removed first.
   *
   * Errors: of the source that does not take it AccessDeniedError, ResourceNotFoundError, ServiceRefusedError; anywhere
   * ServiceUnavailableError.
   */
  tryCopy(source: RouteEnd, target: RouteEnd, strategy: CopySettings['strategy']): Promise<TriedCopy>;
}
