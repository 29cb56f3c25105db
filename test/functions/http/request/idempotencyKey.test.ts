import { transferIdFor } from '../../../../src/domain/names';
import { createApi } from '../apiFixture';

const BODY = { route: 'prod', artifacts: ['app:v1'] };

// The Functions host joins headers of one name with a comma.
it.each(['one,two', 'one,', ',one', 'one,one,two', 'a,b, c', 'one,One'])(
  '%s may be two keys: refused, and nothing is started',
  async (key) => {
    const { post, transfers } = createApi();
    const answer = await post(BODY, { 'Idempotency-Key': key });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
    expect(answer.body.errors).toEqual([
      expect.objectContaining({ path: 'headers.Idempotency-Key', problem: expect.stringContaining('comma') }),
    ]);
    expect(transfers.records.size).toBe(0);
  },
);

it.each(['one', 'one,one', 'one, one', 'one ,one,one'])('%s is one key, sent once or more often', async (key) => {
  const answer = await createApi().post(BODY, { 'Idempotency-Key': key });
  expect(answer).toMatchObject({ status: 202, body: { id: transferIdFor('one') } });
});

it('a comma and a blank may stand in a key', async () => {
  const answer = await createApi().post(BODY, { 'Idempotency-Key': 'one, two' });
  expect(answer).toMatchObject({ status: 202, body: { id: transferIdFor('one, two') } });
});

it.each(['', ',', ' , '])('%j is no key', async (key) => {
  expect((await createApi().post(BODY, { 'Idempotency-Key': key })).status).toBe(400);
});
