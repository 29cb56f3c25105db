import { codeOf, serviceWords, statusOf, toFerryError } from '../../src/azure/serviceError';
import { ArtifactNotFoundError } from '../../src/domain/failures/errors';

/** An error as the Azure clients throw it. */
function restError(statusCode: number | undefined, more: object = {}): Error {
  return Object.assign(new Error('The server is busy.\nRequestId:1\nTime:2'), {
    name: 'RestError',
    statusCode,
    ...more,
  });
}

it.each([
  [401, 'access_denied', false],
  [403, 'access_denied', false],
  [400, 'service_refused', false],
  [404, 'service_refused', false],
  [409, 'service_refused', false],
  [412, 'service_refused', false],
  [408, 'service_unavailable', true],
  [429, 'service_unavailable', true],
  [500, 'service_unavailable', true],
  [502, 'service_unavailable', true],
  [503, 'service_unavailable', true],
  [504, 'service_unavailable', true],
  [undefined, 'service_unavailable', true],
])('status %s is %s, transient: %s', (status, code, transient) => {
  const error = toFerryError(restError(status), 'read the tag v1', 'AcrPull');
  expect(error).toMatchObject({ code, transient });
  expect(error.message).toMatch(/^Could not read the tag v1: .*The server is busy\.$/);
});

it("says the service's code and first line, and its correlation id", () => {
  const headers = new Map([
    ['x-ms-request-id', 'request-1'],
    ['x-ms-correlation-request-id', 'correlation-1'],
  ]);
  const error = restError(403, { details: { errorCode: 'AuthorizationFailure' }, response: { status: 403, headers } });
  expect(serviceWords(error)).toEqual({
    status: 403,
    words: '403 AuthorizationFailure: The server is busy.',
    correlationId: 'correlation-1',
  });
  headers.delete('x-ms-correlation-request-id');
  expect(toFerryError(error, 'read x', 'a role').toFailure()).toMatchObject({ correlationId: 'request-1' });
});

it('a connection that breaks has a code and no status', () => {
  const error = restError(undefined, { code: 'ECONNRESET' });
  expect(statusOf(error)).toBeUndefined();
  expect(codeOf(error)).toBe('ECONNRESET');
  expect(serviceWords(error).words).toBe('ECONNRESET: The server is busy.');
});

it.each([undefined, null, 'a text', 7, {}])('%p does not break it', (odd) => {
  expect(toFerryError(odd, 'read x', 'a role').code).toBe('service_unavailable');
});

it("what is one of the app's own errors stays itself", () => {
  const error = new ArtifactNotFoundError('app:v1', 'builds');
  expect(toFerryError(error, 'read x', 'a role')).toBe(error);
});

it('nothing of the request, and no secret in the words', () => {
  const request = { headers: { authorization: 'Bearer c2VjcmV0LXRva2Vu' } };
  const message = 'PUT https://a/c/b?sig=c2VjcmV0LXNpZw%3D failed';
  const failure = toFerryError(restError(403, { message, request, response: { request } }), 'read x', 'a role');
  expect(failure.cause).toBeUndefined();
  expect(JSON.stringify([failure, failure.toFailure()])).not.toContain('c2VjcmV0');
});
