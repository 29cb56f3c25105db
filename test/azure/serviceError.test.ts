import { codeOf, isAbsent, retryAfterIn, serviceWords, toFerryError } from '../../src/azure/serviceError';
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
  [404, 'service_unavailable', true],
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
    code: 'AuthorizationFailure',
    codes: [],
    words: '403 AuthorizationFailure: The server is busy.',
    correlationId: 'correlation-1',
  });
  headers.delete('x-ms-correlation-request-id');
  const failed = toFerryError(error, 'read x', 'a role');
  expect(failed.serviceCode).toBe('AuthorizationFailure');
  expect(failed.toFailure()).toMatchObject({ correlationId: 'request-1' });
  expect(failed.toFailure()).not.toHaveProperty('serviceCode');
});

it.each([
  ['storage', 404, { details: { errorCode: 'BlobNotFound' } }],
  ['Resource Manager', 404, { details: { error: { code: 'ResourceNotFound' } } }],
  ['a registry', 404, { details: { errors: [{ code: 'MANIFEST_UNKNOWN' }] } }],
  ['a registry that was asked for a blob', 404, { response: { parsedBody: { errors: [{ code: 'BLOB_UNKNOWN' }] } } }],
])("a 404 in the own words of %s is the service's last word", (_, status, more) => {
  expect(isAbsent(restError(status, more))).toBe(true);
  expect(toFerryError(restError(status, more), 'read x', 'a role').code).toBe('service_refused');
});

const sent = (bodyAsText: string) => ({ response: { bodyAsText, headers: new Map<string, string>() } });

it.each<[string, object]>([
  ['nothing', {}],
  ['a page', sent('<html><title>Not here</title></html>')],
  ['a page that was to be JSON', { code: 'PARSE_ERROR', ...sent('<html></html>') }],
  ['the JSON of a gateway', sent('{"statusCode":404,"message":"Resource not found"}')],
  ['the JSON of a gateway with a number as its code', { code: '404', ...sent('{"code":"404","message":"No."}') }],
])("a 404 with %s, without the service's own code, may be gone later", (_, more) => {
  expect(isAbsent(restError(404, more))).toBe(false);
  expect(toFerryError(restError(404, more), 'read x', 'a role').transient).toBe(true);
});

it.each([
  ['storage', 'ContainerNotFound'],
  ['Resource Manager', 'ParentResourceNotFound'],
  ['Resource Manager', 'ResourceGroupNotFound'],
])('a 404 of what the request is made in, as %s says %s, is no absence of what was asked for', (_, errorCode) => {
  const error = restError(404, { details: { errorCode } });
  expect(isAbsent(error)).toBe(false);
  expect(toFerryError(error, 'read x', 'a role')).toMatchObject({ code: 'resource_not_found', mayPassSoon: true });
});

it('the words of the body are told, the innermost first', () => {
  const body = '{"error":{"code":"Forbidden","message":"No get.","innererror":{"code":"SecretDisabled"}}}';
  expect(serviceWords(restError(403, { code: 'Forbidden', ...sent(body) }))).toMatchObject({
    code: 'Forbidden',
    codes: ['SecretDisabled', 'Forbidden'],
    words: '403 SecretDisabled; Forbidden: No get.',
  });
  expect(serviceWords(restError(502, sent('<html><title>Bad Gateway</title></html>'))).words).toBe('502: Bad Gateway');
  expect(serviceWords(restError(409, { message: '', details: { errorCode: 'LeaseLost' } })).words).toBe(
    '409 LeaseLost',
  );
  expect(serviceWords(restError(503, { message: '' })).words).toBe('503.');
});

describe('what an identity answers', () => {
  const MSAL = (oauth: string, description: string) =>
    `${oauth}: Error(s): 1 - Timestamp: t - Description: ${description} - Correlation ID: c - Trace ID: Not Available`;
  const thrown = (name: string, message: string, cause?: object) =>
    Object.assign(new Error(message), { name, ...(cause && { cause }) });
  const secret = (oauth: string, description: string) =>
    thrown('AuthenticationRequiredError', MSAL(oauth, description));
  const managed = (status: number) => {
    const message = `ManagedIdentityCredential: Authentication failed. Message ${MSAL('', 'No identity found')}`;
    return thrown('CredentialUnavailableError', message, { name: 'ServerError', status });
  };

  it.each([
    ['a wrong secret', secret('invalid_client', 'AADSTS7000215: Invalid client secret.'), 'access_denied'],
    ['an expired secret', secret('invalid_client', 'AADSTS7000222: It expired.'), 'access_denied'],
    ['an unknown application', secret('unauthorized_client', 'AADSTS700016: Not found.'), 'access_denied'],
    ['an authority of another kind', secret('invalid_client', 'MSIS9605: Not allowed.'), 'access_denied'],
    ['a directory that is away', secret('invalid_request', 'AADSTS90033: A transient error.'), 'service_unavailable'],
    ['a tenant that is throttled', secret('invalid_request', 'AADSTS90055: Too many.'), 'service_unavailable'],
    ['an authority that is busy', secret('temporarily_unavailable', 'Busy.'), 'service_unavailable'],
    ['no token and no reason', thrown('AuthenticationRequiredError', 'No response.'), 'service_unavailable'],
    ['an identity that the app lacks', managed(400), 'access_denied'],
    ['an identity that is not ready', managed(404), 'service_unavailable'],
    ['an endpoint that is renewed', managed(410), 'service_unavailable'],
    ['an endpoint that throttles', managed(429), 'service_unavailable'],
    ['an endpoint that is broken', managed(500), 'service_unavailable'],
  ])('%s: %#', (_, error, code) => {
    expect(toFerryError(error, 'read x', 'a role')).toMatchObject({ code, mayPassSoon: code === 'access_denied' });
  });

  it('says its code and its description alone', () => {
    const said = serviceWords(
      secret('invalid_client', 'AADSTS7000215: Invalid client secret.\r\nTrace ID: x\r\nTimestamp: y'),
    );
    expect(said).toMatchObject({
      code: 'AADSTS7000215',
      words: 'AADSTS7000215: invalid_client: AADSTS7000215: Invalid client secret.',
    });
  });
});

it.each([
  [409, 'ContainerBeingDeleted', true],
  [412, 'LeaseIdMissing', true],
  [409, 'BlobImmutableDueToPolicy', true],
  [409, 'AnotherOperationInProgress', true],
  [409, 'PendingCopyOperation', true],
  [409, 'BlobImmutableDueToLegalHold', true],
  [409, 'ScopeLocked', false],
  [403, 'RequestDisallowedByPolicy', false],
  [409, 'BlobAlreadyExists', false],
  [412, 'ConditionNotMet', false],
  [409, undefined, false],
])('%s %s, worth another try: %s', (status, errorCode, transient) => {
  expect(toFerryError(restError(status, { details: { errorCode } }), 'commit x', 'a role').transient).toBe(transient);
});

describe('Retry-After', () => {
  it.each([
    [{ 'retry-after': '7' }, 7],
    [{ 'retry-after': '3600' }, 3_600],
    [{ 'retry-after': '1.2' }, 2],
    [{ 'retry-after': '999999999999' }, 604_801],
    [{ 'retry-after': '1e999' }, 604_801],
    [{ date: 'Wed, 21 Oct 2026 07:28:00 GMT', 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }, 604_801],
    [{ 'retry-after': '0' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'x-ms-retry-after-ms': '1500' }, 2],
    [{ 'retry-after-ms': '200', 'retry-after': '60' }, 1],
    [{ date: 'Wed, 21 Oct 2026 07:28:00 GMT', 'retry-after': 'Wed, 21 Oct 2026 08:28:00 GMT' }, 3_600],
    [{ date: 'Wed, 21 Oct 2026 09:28:00 GMT', 'retry-after': 'Wed, 21 Oct 2026 08:28:00 GMT' }, undefined],
    [{ 'retry-after': 'Wed, 21 Oct 2026 08:28:00 GMT' }, undefined],
    [{}, undefined],
  ])('%j: %s s', (headers: Record<string, string>, seconds) => {
    expect(retryAfterIn((name) => headers[name])).toBe(seconds);
  });
});

it('a connection that breaks has a code and no status', () => {
  const error = restError(undefined, { code: 'ECONNRESET' });
  expect(serviceWords(error).status).toBeUndefined();
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
