import { type FerryError, RequestError, ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { REFUSALS, problemFor } from '../../../src/functions/http/problem';
import { problemSchema } from '../../../src/functions/http/schemas/problem';
import { EVERY } from '../../domain/failures/everyError';

const answerTo = (error: unknown) => {
  const { status, headers, body } = problemFor(error, 'invocation-1', '/api');
  return { status, headers: headers as Record<string, string>, problem: problemSchema.parse(JSON.parse(String(body))) };
};
const isUnavailable = (error: FerryError) => !(error instanceof RequestError) || REFUSALS[error.code].status === 503;
const UNAVAILABLE = EVERY.filter(isUnavailable).map((error) => [error.code, error] as const);
const OTHERS = EVERY.filter((error) => !isUnavailable(error)).map((error) => [error.code, error] as const);

it.each(UNAVAILABLE)('%s is a 503 that says when to ask, and that the caller has to', (_, error) => {
  const { status, headers, problem } = answerTo(error);
  expect(status).toBe(503);
  const { retryAfterSeconds = 10 } = error;
  expect(headers).toEqual({ 'content-type': 'application/problem+json', 'retry-after': String(retryAfterSeconds) });
  expect(problem.nextStep).toMatch(/[Ss]end the request again.*with the same Idempotency-Key/);
  expect(problem.nextStep).not.toMatch(/by itself/);
});

it.each(['service_unavailable', 'access_denied', 'service_refused', 'resource_not_found', 'settings_invalid'])(
  '%s speaks of the request as an answer, and of the transfer in a report at most',
  (code) => {
    for (const error of EVERY.filter((one) => one.code === code)) {
      expect(answerTo(error).problem.nextStep).not.toMatch(/transfer again|ended a transfer/);
      expect(error.toFailure().nextStep).not.toMatch(/request again/);
    }
  },
);

it('a report still says that the app retries by itself', () => {
  const { nextStep } = new ServiceUnavailableError('read x', { words: '503' }).toFailure();
  expect(nextStep).toMatch(
    /^The app retries by itself\. If this ended a transfer, .*retry the transfer \(POST …\/retry\)\.$/,
  );
});

it.each([
  [0, '1'],
  [0.2, '1'],
  [7.2, '8'],
  [3600, '3600'],
])('a service that asks for %d s is not asked sooner', (retryAfterSeconds, header) => {
  const error = new ServiceUnavailableError('read x', { words: '429', retryAfterSeconds });
  expect(answerTo(error).headers['retry-after']).toBe(header);
});

it.each(OTHERS)('%s has no Retry-After: the same request is refused again', (_, error) => {
  expect(answerTo(error).headers).toEqual({ 'content-type': 'application/problem+json' });
  expect(answerTo(error).problem.nextStep).toBe(error.nextStep);
});

it('whatever a service says, the answer stays short', () => {
  const error = new ServiceUnavailableError('read x', { words: `503 ${'😀'.repeat(50_000)}` });
  const { detail } = answerTo(error).problem;
  expect(detail.length).toBeLessThanOrEqual(2_000);
  expect(detail).toMatch(/😀…$/u);
});
