import * as errors from '../../../src/domain/failures/errors';

export const said = { words: '503 ServerBusy: The server is busy.', correlationId: 'abc' };
export const mistakes = [{ path: 'route', problem: 'is missing', expected: 'the name of a route' }];
const digests = { planned: 'sha256:1', arrived: 'sha256:2', found: 'sha256:2' };

/** One of each class, as the app makes them; two where the code depends on an argument. */
export const EVERY: errors.FerryError[] = [
  new errors.BodyNotJsonError('it is empty'),
  new errors.BodyTooLargeError(10),
  new errors.RequestInvalidError(mistakes),
  new errors.ArtifactCountError(51),
  new errors.ArtifactMalformedError(mistakes),
  new errors.RouteUnknownError('x', ['prod']),
  new errors.RouteInvalidError('x', mistakes),
  new errors.RouteIncompleteError('x', 'target'),
  new errors.IdempotencyKeyReusedError('t1'),
  new errors.TransferUnknownError('t1'),
  new errors.TransferEndedError('t1', 'succeeded'),
  new errors.RoutesUnreadableError(new Error('ENOENT')),
  new errors.SettingsInvalidError(mistakes),
  new errors.ServiceUnavailableError('read x', said),
  new errors.AccessDeniedError('read x', 'AcrPull', said),
  new errors.ServiceRefusedError('read x', said),
  new errors.ResourceNotFoundError('The registry x', 'prod', said),
  new errors.RouteGoneError('prod'),
  new errors.SecretUnavailableError('https://v/secrets/s', said),
  new errors.SasMalformedError('https://v/secrets/s', 'is an account key, not a SAS'),
  new errors.ArtifactNotFoundError('app:v1', 'builds'),
  new errors.ArtifactNotDeliveredError('app:v1', 'production'),
  new errors.TagDriftedError('app:v1', digests),
  new errors.DigestMismatchError('app:v1', digests),
  new errors.PipelineRunFailedError('export', '/runs/e1', 'It failed.', 'abc'),
  new errors.PipelineRunFailedError('import', '/runs/i1', 'It failed.', undefined),
  new errors.PipelineRunOverdueError('export', '/runs/e1', 60),
  new errors.PipelineRunOverdueError('import', '/runs/i1', 60),
  new errors.ExportedBlobMissingError('https://a/c/b'),
  new errors.ExportedBlobUnfitError('https://a/c/b', 'a Content-MD5'),
  new errors.SourceBlobChangedError('b'),
  new errors.CopySourceRefusedError('copy block 0', said),
  new errors.CopySourceUnavailableError('copy block 0', said),
  new errors.ContentMismatchError('https://a/c/b'),
  new errors.TargetBlobConflictError('https://a/c/b'),
  new errors.BlocksMissingError('https://a/c/b', 2),
  new errors.TransferCanceledError('app:v1'),
  new errors.NotVerifiedError('app:v1', 'The registry did not answer.'),
];
