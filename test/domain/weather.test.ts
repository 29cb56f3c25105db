import { isAbsence, verdictOf, WEATHER_RULES, type Answer, type Verdict } from '../../src/domain/weather';

const codesOf = ({ codes }: (typeof WEATHER_RULES)[number]) => (Array.isArray(codes) ? (codes as string[]) : []);

it('every rule has its source', () => {
  for (const { source } of WEATHER_RULES) expect(source).toMatch(/https:\/\/|RFC|^a proxy|^no answer/);
});

it('no two services use the same code: a verdict needs no more than the answer', () => {
  const services = new Map<string, string>();
  for (const rule of WEATHER_RULES) {
    for (const code of codesOf(rule)) {
      expect([code, services.get(code) ?? rule.service]).toEqual([code, rule.service]);
      services.set(code, rule.service);
    }
  }
});

it.each<[Answer, Verdict]>([
  [{ status: 409, code: 'BlobAlreadyExists' }, 'refused'],
  [{ status: 409, code: 'ContainerBeingDeleted' }, 'weather'],
  [{ status: 400, code: 'ContainerBeingDeleted' }, 'refused'],
  [{ status: 409, code: 'Conflict' }, 'refused'],
  [{ status: 409, code: 'Conflict', codes: ['AnotherOperationInProgress', 'Conflict'] }, 'weather'],
  [{ status: 409, words: 'Conflict: An operation is already in progress on it.' }, 'weather'],
  [{ status: 409, words: "Conflict: The pipeline run 'r' is in progress and cannot be changed." }, 'refused'],
  [{ status: 403, code: 'AuthorizationFailed' }, 'denied'],
  [{ status: 403, code: 'AccountIsDisabled' }, 'refused'],
  [{ status: 404 }, 'weather'],
  [{ status: 404, code: '' }, 'weather'],
  [{ status: 404, code: 'ContainerNotFound' }, 'missing'],
  [{ status: 404, code: 'BlobNotFound' }, 'refused'],
  [{ code: 'AADSTS90033' }, 'weather'],
  [{ code: 'AADSTS7000222' }, 'denied'],
  [{ code: 'ECONNRESET' }, 'weather'],
  [{}, 'weather'],
])('%j is %s', (answer, verdict) => {
  expect(verdictOf(answer)).toBe(verdict);
});

it('an absence is a 404 of the very thing, in the own word of the service', () => {
  expect(isAbsence({ status: 404, code: 'BlobNotFound' })).toBe(true);
  expect(isAbsence({ status: 404, code: 'ContainerNotFound' })).toBe(false);
  expect(isAbsence({ status: 404 })).toBe(false);
  expect(isAbsence({ status: 409, code: 'BlobNotFound' })).toBe(false);
});
