import { HttpRequest, InvocationContext, type HttpResponseInit } from '@azure/functions';
import { refuseActivities } from '../../../src/activities/activities';
import { SettingsInvalidError } from '../../../src/domain/failures/errors';
import { API, refuseOperation } from '../../../src/functions/http/api';
import { problemSchema } from '../../../src/functions/http/schemas/problem';
import { MACHINE } from '../../../src/services/machine';
import { loadAppSettings } from '../../../src/settings/loadAppSettings';

function errorOf(env: Record<string, string>): SettingsInvalidError {
  try {
    loadAppSettings(env);
  } catch (error) {
    if (error instanceof SettingsInvalidError) return error;
    throw error;
  }
  throw new Error('The settings were taken.');
}

const ERROR = errorOf({ FERRY_STATE_CONTAINER: 'https://a.example/c?sig=c2VjcmV0', FERRY_RUOTES: 'x' });

it.each(API)('$name answers 503 with every mistake, and says so in the log', async ({ method }) => {
  const logged: string[] = [];
  const logHandler = (level: string, ...args: unknown[]) => void logged.push(`${level} ${args.join(' ')}`);
  const context = new InvocationContext({ functionName: 'f', invocationId: 'i', logHandler });
  const request = new HttpRequest({ method, url: 'https://app.example/api/x?nonsense=1' });
  const answer = (await refuseOperation(ERROR)(request, context)) as HttpResponseInit;
  expect(answer.status).toBe(503);
  expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '10' });
  const problem = problemSchema.parse(JSON.parse(String(answer.body)));
  expect(problem).toMatchObject({
    code: 'settings_invalid',
    nextStep: expect.stringMatching(/^Correct the app settings/),
  });
  expect(problem.errors?.map(({ path }) => path).sort()).toEqual([
    'FERRY_ROUTES',
    'FERRY_RUOTES',
    'FERRY_STATE_CONTAINER',
  ]);
  expect(String(answer.body)).not.toContain('c2VjcmV0');
  expect(logged.join('\n')).toMatch(/^error .*The app settings have 3 mistakes/);
});

it('lists as many mistakes as there can be', () => {
  const all = { FERRY_ROUTES: '?', FERRY_STATE_CONTAINER: 'x', FERRY_MAX_BODY_KIB: 'x', FERRY_POLL_FIRST_SECONDS: 'x' };
  const typos = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`FERRY_TYPO_${index}`, '1']));
  const { mistakes } = errorOf({ ...all, ...typos });
  const paths = mistakes.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining([...Object.keys(all), 'FERRY_TYPO_0', 'FERRY_TYPO_9']));
  expect(mistakes.at(-1)?.problem).toBe('has 20 more keys that are not known');
});

it('every activity answers a failure that is worth another try, so that a running transfer waits', async () => {
  const activities = refuseActivities({ ...MACHINE, now: () => 0 }, ERROR);
  expect(Object.keys(activities)).toContain('openTransfer');
  for (const activity of Object.values(activities)) {
    const outcome = await (activity as (input: unknown) => Promise<unknown>)({ transferId: 't1' });
    expect(outcome).toEqual({
      end: 'failed',
      transient: true,
      triedAt: '1970-01-01T00:00:00.000Z',
      failure: { code: 'settings_invalid', message: ERROR.message, nextStep: ERROR.nextStep },
    });
  }
});
