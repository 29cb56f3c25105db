import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILURE_CODES } from '../../../src/domain/failures/codes';
import { REFUSALS } from '../../../src/functions/http/problem';
import * as errors from '../../../src/domain/failures/errors';
import { hostFailure, internalError } from '../../../src/domain/failures/failure';
import { EVERY, mistakes, said } from './everyError';

const { FerryError, RequestError } = errors;
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
  },
);

it('only a service that did not answer or was spared is worth another try, and an app that somebody configures or deploys anew', () => {
  const worthIt = EVERY.filter(({ transient }) => transient).map(({ code }) => code);
  expect(worthIt).toEqual([
    'settings_invalid',
    'state_too_new',
    'state_schema_unreadable',
    'state_unreadable',
    'service_unavailable',
    'read_budget_spent',
    'copy_source_unavailable',
  ]);
});

it('what a role, a secret or a resource that is new would mend may pass soon', () => {
  const soon = EVERY.filter(({ mayPassSoon }) => mayPassSoon).map(({ code }) => code);
  expect(soon).toEqual([
    'certificate_authority_unusable',
    'certificate_malformed',
    'sign_in_refused',
    'access_denied',
    'resource_not_found',
    'secret_unavailable',
    'copy_source_refused',
  ]);
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

it('however many there are, only the first ones are listed, and the others counted', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({ ...mistakes[0]!, path: `p${index}` }));
  const names = many.map(({ path }) => path);
  const all = [
    new errors.RequestInvalidError(many),
    new errors.ArtifactMalformedError(many),
    new errors.RouteInvalidError('x', many),
    new errors.SettingsInvalidError(many),
  ];
  for (const { message, mistakes: listed = [] } of all) {
    expect(message).toMatch(/p4\W.*; and 9995 more\.$/);
    const most = listed.length - 1;
    expect(most).toBeGreaterThanOrEqual(20);
    expect(most).toBeLessThanOrEqual(50);
    expect(listed.at(-1)?.problem).toBe(`has ${10_000 - most} more`);
  }
  expect(new errors.RouteUnknownError('x', names).nextStep).toContain('p19 and 9980 more. GET /api/routes');
});

it('a transfer that ended is retried by a call: the same request again would only show it', () => {
  const vague = /start(ing)? (the transfer|it) again|in the portal/i;
  const failures = [
    ...EVERY.map((error) => error.toFailure()),
    internalError(new Error('x')),
    hostFailure(new Error('x')),
  ];
  expect(failures.filter(({ nextStep }) => vague.test(nextStep))).toEqual([]);
  expect(readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8')).not.toMatch(vague);
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
