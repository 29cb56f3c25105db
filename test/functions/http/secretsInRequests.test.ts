import { RouteUnknownError, TransferUnknownError, type RequestError } from '../../../src/domain/failures/errors';
import { parseTransferRequest } from '../../../src/functions/http/transfers/transferRequest';
import { SECRETS, repeatedIn } from '../../domain/validation/secrets';

/** What a request is refused with, as the answer shows it; empty when it is taken. */
function refusalOf(body: unknown): string {
  try {
    parseTransferRequest(body);
    return '';
  } catch (error) {
    const { message, nextStep, mistakes } = error as RequestError;
    return JSON.stringify({ message, nextStep, mistakes });
  }
}

it.each(SECRETS)('a request is refused without repeating %s', (_, secret) => {
  const bodies = [
    secret,
    { route: 'prod', artifacts: [`app:${secret}/x`, 'app:v1'] },
    { route: 'prod', artifacts: [`App/${secret}`] },
    { route: 'prod', artifacts: secret },
    { route: 'prod', artifacts: ['app:v1'], [secret]: 1 },
  ];
  for (const body of bodies) expect(repeatedIn(refusalOf(body), secret)).toEqual([]);
});

it.each(SECRETS)('an unknown route, or transfer, is refused without repeating %s', (_, secret) => {
  const refusals = [new RouteUnknownError(secret, ['prod']), new TransferUnknownError(secret)];
  for (const { message, nextStep } of refusals) expect(repeatedIn(message + nextStep, secret)).toEqual([]);
});

it('an artifact that is misspelt is repeated where it can be no secret', () => {
  expect(refusalOf({ route: 'prod', artifacts: ['Samples/App'] })).toContain('\\"Samples/App\\": the repository must');
});
