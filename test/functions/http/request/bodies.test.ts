import { API } from '../../../../src/functions/http/api';
import { createApi } from '../apiFixture';

const PARAMS = { id: 't1', route: 'prod', end: 'source', name: 'e1' };
/** What is sent where a body is taken, and what the refusal of another one says of it. */
const TAKES: Record<string, RegExp> = {
  startTransfer: /"artifacts"/,
  startCleanup: /"dryRun"/,
  ...{ beginDrain: /"reason"/, endDrain: /"reason"/ },
  ...{ pauseRoute: /"reason"/, resumeRoute: /"reason"/, pauseAll: /"reason"/, resumeAll: /"reason"/ },
};
const CHANGING = API.filter(({ method }) => method !== 'GET').map(({ name }) => name);
const WITHOUT_BODY = CHANGING.filter((name) => TAKES[name] === undefined);

/** Every write of the app's own store, and every start of an orchestration, fails the test. */
function apiThatChangesNothing() {
  const api = createApi();
  const changed = jest.fn(async () => Promise.reject(new Error('Something was changed.')));
  api.deps.pauses.write = changed;
  api.deps.sweeps.keep = changed;
  api.deps.sweeps.writePlace = changed;
  api.client.beforeStart = changed;
  const looked = jest.fn(async () => Promise.reject(new Error('The routes were looked at.')));
  api.deps.routes.load = looked;
  return { ...api, changed, looked };
}

it('every operation that takes a body is known here', () => {
  expect(CHANGING).toEqual(expect.arrayContaining(Object.keys(TAKES)));
});

describe.each(WITHOUT_BODY)('%s takes no body', (name) => {
  it.each([
    ['{"dryRun":true}', 'request_invalid', 'dryRun', 'Correct what'],
    ['[]', 'request_invalid', 'body', 'Correct what'],
    ['null', 'request_invalid', 'body', 'Correct what'],
    ['0', 'request_invalid', 'body', 'Correct what'],
    ['junk', 'body_not_json', undefined, 'Send no body.'],
    ['{', 'body_not_json', undefined, 'Send no body.'],
  ])('%s is refused before anything is done', async (body, code, path, nextStep) => {
    const { send, changed, looked } = apiThatChangesNothing();
    const answer = await send(name, '/x', { params: PARAMS, body });
    expect(answer).toMatchObject({ status: 400, body: { code } });
    expect(answer.body.errors?.[0].path).toBe(path);
    expect(answer.body.nextStep).toContain(nextStep);
    expect([changed, looked].flatMap(({ mock }) => mock.calls)).toEqual([]);
  });

  it('one that is too large is refused as such', async () => {
    const { send } = createApi();
    const answer = await send(name, '/x', { params: PARAMS, body: `"${'x'.repeat(5_000)}"` });
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large', nextStep: 'Send no body.' } });
  });

  it('a gateway that sends nothing in chunks is served', async () => {
    const none = await createApi().send(name, '/x', { params: PARAMS });
    const answer = await createApi().send(name, '/x', { params: PARAMS, headers: { 'transfer-encoding': 'chunked' } });
    expect([answer.status, answer.body.code]).toEqual([none.status, none.body.code]);
  });

  it.each(['', ' \r\n', '{}', ' { }\n'])('%j is as good as none', async (body) => {
    const none = await createApi().send(name, '/x', { params: PARAMS });
    const answer = await createApi().send(name, '/x', { params: PARAMS, body });
    expect([answer.status, answer.body.code]).toEqual([none.status, none.body.code]);
  });
});

describe.each(Object.entries(TAKES))('%s takes a body', (name, words) => {
  it.each(['{', `"${'x'.repeat(5_000)}"`])('and says which, to whoever sends another', async (body) => {
    const { send } = createApi();
    const { status, body: problem } = await send(name, '/x', { params: PARAMS, body });
    expect(problem.nextStep).toMatch(status === 413 && name === 'startTransfer' ? /at most 50 artifacts/ : words);
    expect(problem.nextStep.includes('artifacts')).toBe(name === 'startTransfer');
  });

  it('and refuses one that was sent in chunks: the host hands on nothing of it', async () => {
    const { send, changed, looked } = apiThatChangesNothing();
    const answer = await send(name, '/x', { params: PARAMS, headers: { 'transfer-encoding': 'chunked' } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'body_not_json' } });
    expect(answer.body.detail).toContain('in chunks');
    expect(answer.body.nextStep).toMatch(words);
    expect(answer.body.nextStep).toContain('Content-Length');
    expect([changed, looked].flatMap(({ mock }) => mock.calls)).toEqual([]);
  });
});
