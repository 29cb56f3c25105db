import { bindActivities } from '../../src/activities/activities';
import { mapConcurrently } from '../../src/activities/mapConcurrently';
import { settle } from '../../src/activities/settle';
import { toFerryError } from '../../src/azure/serviceError';
import { CANCELED } from '../../src/domain/failures/ending';
import { ArtifactNotFoundError } from '../../src/domain/failures/errors';
import { failureFromThrown } from '../../src/domain/failures/failure';
import { createFakes } from '../helpers/fakes';
import { unavailable } from '../helpers/fakeStorage';

const SECRETS = [
  'https://a.blob.core.windows.net/c/b?sv=2024-11-04&sig=c2VjcmV0LXNpZw%3D%3D',
  'authorization: Bearer eyJhbGciOiJub25lIn0.eyJzZWNyZXQiOjF9.c2VjcmV0',
  'AccountKey=c2VjcmV0LWtleQ==;EndpointSuffix=core.windows.net',
].join(' ');
const LEAKED = /c2VjcmV0|eyJ|AccountKey=[^…]/;

async function thrownBy(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => Promise.reject(new Error('It should have thrown.')),
    (error: Error) => error,
  );
}

describe('settle', () => {
  it('gives what an activity answers as a value', async () => {
    expect(await settle(async (input: number) => input + 1)(1)).toEqual({ end: 'done', value: 2 });
  });

  it('a permanent failure is returned, because throwing would lose its code', async () => {
    const error = new ArtifactNotFoundError('app:v1', 'builds');
    expect(await settle(async () => Promise.reject(error))({})).toEqual({ end: 'failed', failure: error.toFailure() });
  });

  it('says that an activity was canceled', async () => {
    expect(await settle(async () => CANCELED)({})).toBe(CANCELED);
  });

  it('a transient failure is thrown, for the extension to retry, and can be read back', async () => {
    const thrown = await thrownBy(settle(async () => Promise.reject(unavailable('copy')))({}));
    expect(thrown.cause).toBeUndefined();
    expect(failureFromThrown(thrown)).toEqual(unavailable('copy').toFailure());
  });

  it('an unknown error is thrown as an Error with a message', async () => {
    for (const odd of [new TypeError('x is not a function'), 'a text', undefined, { code: 1 }]) {
      const thrown = await thrownBy(settle(async () => Promise.reject(odd))({}));
      expect(thrown).toBeInstanceOf(Error);
      expect(thrown.message).not.toBe('');
    }
  });
});

describe('settle, where an error holds secrets', () => {
  it('hides them in an unknown error and its stack', async () => {
    const thrown = await thrownBy(settle(async () => Promise.reject(new Error(SECRETS)))({}));
    expect(`${thrown.message}${thrown.stack}`).not.toMatch(LEAKED);
    expect(Object.keys(thrown)).toEqual([]);
  });

  it.each([403, 404, 503, undefined])(
    'hides them in a service error with status %s that carries its whole request',
    async (statusCode) => {
      // Prepare
      const request = { url: SECRETS, headers: { authorization: SECRETS } };
      const details = { errorCode: 'AuthenticationFailed', authenticationErrorDetail: SECRETS };
      const error = Object.assign(new Error(`Refused: ${SECRETS}`), { statusCode, request, details });

      // Act
      const settled = settle(async () => Promise.reject(toFerryError(error, 'copy block 1', 'a role')))({});
      const outcome = await settled.then(JSON.stringify, (thrown: Error) => {
        return `${thrown.message}${thrown.stack}${JSON.stringify(thrown)}${String(thrown.cause)}`;
      });

      // Assess
      expect(outcome).toContain('copy block 1');
      expect(outcome).not.toMatch(LEAKED);
    },
  );
});

it('every activity settles: on a route that is gone each returns its failure, or needs no route', async () => {
  const { deps } = createFakes();
  const activities = bindActivities({ ...deps, routes: { ...deps.routes, find: async () => undefined } });
  const needNone = ['openTransfer', 'storeBatchResult', 'writeReport'];
  for (const [name, activity] of Object.entries(activities).filter(([name]) => !needNone.includes(name))) {
    const call = activity as (input: object) => Promise<unknown>;
    expect([name, await call({ route: 'gone', blob: {}, plan: {}, batch: {} })]).toEqual([
      name,
      { end: 'failed', failure: expect.objectContaining({ code: 'route_gone' }) },
    ]);
  }
});

describe('mapConcurrently', () => {
  it('works on every item once', async () => {
    const done: number[] = [];
    await mapConcurrently([1, 2, 3, 4, 5], 2, async (item) => void done.push(item));
    expect(done).toEqual([1, 2, 3, 4, 5]);
    await mapConcurrently([], 2, async () => Promise.reject(new Error('There is nothing to do.')));
  });

  it('throws the first error, also one that is thrown at once', async () => {
    await expect(
      mapConcurrently([1, 2], 1, (item) => {
        throw new Error(`item ${item}`);
      }),
    ).rejects.toThrow('item 1');
  });
});
