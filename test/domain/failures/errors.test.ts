import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILURE_CODES } from '../../../src/domain/failures/codes';
import { REFUSALS } from '../../../src/functions/http/problem';
import * as errors from '../../../src/domain/failures/errors';

const { FerryError, RequestError } = errors;
const said = { words: '503 ServerBusy: The server is busy.', correlationId: 'abc' };
const mistakes = [{ path: 'route', problem: 'is missing', expected: 'the name of a route' }];
const digests = { planned: 'sha256:1', arrived: 'sha256:2', found: 'sha256:2' };

/** One of each class, as the app makes them; two where the code depends on an argument. */
const EVERY: errors.FerryError[] = [
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
  new errors.ServiceUnavailableError('read x', said),
  new errors.AccessDeniedError('read x', 'AcrPull', said),
  new errors.ServiceRefusedError('read x', said),
  new errors.ResourceNotFoundError('The registry x', 'prod', said),
  new errors.TransferRecordGoneError('t1'),
  new errors.SecretUnavailableError('https://v/secrets/s', said),
  new errors.SasMalformedError('https://v/secrets/s', 'is an account key, not a SAS'),
  new errors.ArtifactNotFoundError('app:v1', 'builds'),
  new errors.ArtifactIncompleteInSourceError('app:v1', 'builds', 'the layer sha256:1'),
  new errors.ArtifactTooLargeError('app:v1'),
  new errors.ArtifactNotDeliveredError('app:v1', 'production'),
  new errors.ArtifactIncompleteError('app:v1', 'production', 'the layer sha256:1'),
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

/** Codes of what no class stands for. */
const WITHOUT_CLASS = ['unexpected_error', 'internal_error'];

it('this list has every class of errors', () => {
  const abstract = new Set<unknown>([FerryError, RequestError]);
  const exported: unknown[] = Object.values(errors);
  const classes = exported.filter((one) => typeof one === 'function' && !abstract.has(one));
  expect(new Set(EVERY.map(({ constructor }) => constructor))).toEqual(new Set(classes));
});

it('no code stands for two causes', () => {
  const codes = [...EVERY.map(({ code }) => code), ...WITHOUT_CLASS];
  expect(codes.toSorted()).toEqual([...FAILURE_CODES]);
});

it.each(EVERY.map((error) => [error.code, error] as const))('%s says what happened and what to do', (code, error) => {
  expect(code).toMatch(/^[a-z]+(_[a-z0-9]+)*$/);
  expect(error.name).toBe(error.constructor.name);
  expect(error.message).toMatch(/^\S.*[.!?…]$/s);
  expect(error.nextStep).toMatch(/^\S.*\.$/s);
  expect(`${error.message}${error.nextStep}`).not.toMatch(/undefined|\[object|NaN|null/);
  expect(JSON.parse(JSON.stringify(error.toFailure()))).toEqual(error.toFailure());
  expect(Object.keys(error.toFailure())).not.toContain('cause');
});

it.each(EVERY.filter((error) => error instanceof RequestError).map((error) => [error.code, error] as const))(
  '%s has an HTTP status and a title',
  (_code, error) => {
    expect(REFUSALS[error.code].status).toBeGreaterThanOrEqual(400);
    expect(REFUSALS[error.code].title).toMatch(/^[A-Z]/);
    expect(error.transient).toBe(false);
  },
);

it('only a service that did not answer is worth another try', () => {
  const worthIt = EVERY.filter(({ transient }) => transient).map(({ code }) => code);
  expect(worthIt).toEqual(['service_unavailable', 'copy_source_unavailable']);
});

it('what a role, a secret or a resource that is new would mend may pass soon', () => {
  const soon = EVERY.filter(({ mayPassSoon }) => mayPassSoon).map(({ code }) => code);
  expect(soon).toEqual(['access_denied', 'resource_not_found', 'secret_unavailable', 'copy_source_refused']);
});

it('where a SAS is refused, the next step is a better SAS, not a role', () => {
  const sasSecretUri = 'https://v/secrets/s';
  const { nextStep } = new errors.AccessDeniedError('read x', { sasSecretUri }, said);
  expect(nextStep).toContain(`Put a SAS that grants this and has not expired into the secret ${sasSecretUri}`);
  expect(nextStep).not.toMatch(/role|identity/i);
});

it('failures carry the ids that support asks for', () => {
  expect(new errors.AccessDeniedError('read x', 'AcrPull', said).toFailure()).toMatchObject({ correlationId: 'abc' });
  expect(new errors.PipelineRunFailedError('export', '/runs/e1', 'x', 'abc').toFailure()).toMatchObject({
    correlationId: 'abc',
    resourceId: '/runs/e1',
  });
});

it('the details of a mistake can be counted from the message', () => {
  expect(new errors.RequestInvalidError(mistakes).message).toBe('The request has a mistake: route is missing.');
  expect(new errors.RequestInvalidError([...mistakes, ...mistakes]).message).toContain('2 mistakes');
  expect(new errors.RouteUnknownError('x', []).nextStep).toContain('no usable route');
  expect(new errors.ArtifactCountError(0).nextStep).toContain('at least one');
});

it('docs/errors.md lists every code once, with its meaning and its next step', () => {
  const rows = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const listed = rows.map(([, code = '']) => code.replaceAll('`', ''));
  expect(listed.sort()).toEqual([...EVERY.map(({ code }) => code), ...WITHOUT_CLASS].sort());
  for (const cells of rows) for (const cell of cells.slice(1, -1)) expect(cell).not.toBe('');
});

it('docs/errors.md gives the HTTP status of every refused request', () => {
  const text = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8').replace(/ +/g, ' ');
  for (const error of EVERY.filter((one) => one instanceof RequestError)) {
    expect(text).toContain(`| \`${error.code}\` | ${REFUSALS[error.code].status} |`);
  }
});
