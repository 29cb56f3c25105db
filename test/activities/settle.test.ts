import { bindActivities } from '../../src/activities/activities';
import { mapConcurrently } from '../../src/activities/mapConcurrently';
import { settle } from '../../src/activities/settle';
import { toFerryError } from '../../src/azure/serviceError';
import { CANCELED } from '../../src/domain/failures/ending';
import { ArtifactNotFoundError, ServiceUnavailableError } from '../../src/domain/failures/errors';
import { createFakes, NO_INSTANCES } from '../helpers/fakes';
import { unavailable } from '../helpers/fakeStorage';
import type { Clock } from '../../src/domain/ports/machine';

const SECRETS = [
  'https://a.blob.core.windows.net/c/b?sv=2024-11-04&sig=c2VjcmV0LXNpZw%3D%3D',
  'authorization: Bearer eyJhbGciOiJub25lIn0.eyJzZWNyZXQiOjF9.c2VjcmV0',
  'AccountKey=c2VjcmV0LWtleQ==;EndpointSuffix=core.windows.net',
].join(' ');
const LEAKED = /c2VjcmV0|eyJ|AccountKey=[^…]/;

/** A clock on which nothing takes too long. */
const CLOCK: Clock = { now: () => 0, wait: () => new Promise(() => undefined) };
const settleOne = <I, O>(activity: (input: I) => Promise<O>) => settle(CLOCK, 'act', activity);

describe('settle', () => {
  it('what an activity answers is a value', async () => {
    expect(await settleOne(async (input: number) => input + 1)(1)).toEqual({ end: 'done', value: 2 });
  });

  it('a permanent failure is returned, because throwing would lose its code', async () => {
    const error = new ArtifactNotFoundError('app:v1', 'builds');
    expect(await settleOne(async () => Promise.reject(error))({})).toEqual({
      end: 'failed',
      failure: error.toFailure(),
    });
  });

  it('a canceled activity says so', async () => {
    expect(await settleOne(async () => CANCELED)({})).toBe(CANCELED);
  });

  it('a transient failure is worth another try, no sooner than the service asks for', async () => {
    expect(await settleOne(async () => Promise.reject(unavailable('copy')))({})).toEqual({
      end: 'failed',
      failure: unavailable('copy').toFailure(),
      transient: true,
      triedAt: '1970-01-01T00:00:00.000Z',
    });
    const patient = new ServiceUnavailableError('copy', { words: '429', retryAfterSeconds: 3_600 });
    expect(await settleOne(async () => Promise.reject(patient))({})).toMatchObject({ retryAfterSeconds: 3_600 });
  });

  it('an exception that is no failure of the app is a defect, and goes to the log with its stack', async () => {
    for (const odd of [new TypeError('x is not a function'), 'a text', undefined, { code: 1 }]) {
      const logged: string[] = [];
      const log = { info: () => undefined, error: (text: string) => logged.push(text) };
      const settled = await settleOne(async () => Promise.reject(odd))({}, log);
      expect(settled).toMatchObject({ end: 'failed', failure: { code: 'internal_error' } });
      expect(settled).not.toHaveProperty('transient');
      expect(logged).toHaveLength(1);
    }
  });

  it('an activity that hangs is worth another try', async () => {
    const clock: Clock = { now: () => 0, wait: () => Promise.resolve() };
    const hanging = settle(clock, 'act', () => new Promise<void>(() => undefined));
    expect(await hanging({})).toMatchObject({
      end: 'failed',
      transient: true,
      failure: { code: 'service_unavailable', message: expect.stringContaining('act') as string },
    });
  });

  it('a wait for one that hangs ends with the activity', async () => {
    let ended = false;
    const clock: Clock = {
      now: () => 0,
      wait: (_milliseconds, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            ended = true;
            resolve();
          });
        }),
    };
    expect(await settle(clock, 'act', async () => 1)({})).toEqual({ end: 'done', value: 1 });
    expect(ended).toBe(true);
  });
});

describe('no secret gets through', () => {
  it('an unknown error, in its answer and in the log', async () => {
    const logged: string[] = [];
    const log = { info: () => undefined, error: (text: string) => logged.push(text) };
    const settled = await settleOne(async () => Promise.reject(new Error(SECRETS)))({}, log);
    expect(JSON.stringify(settled) + logged.join()).not.toMatch(LEAKED);
    expect(logged.join()).toContain('settle.test');
  });

  it.each([403, 404, 503, undefined])(
    'hides them in a service error with status %s that carries its whole request',
    async (statusCode) => {
      // Prepare
      const request = { url: SECRETS, headers: { authorization: SECRETS } };
      const details = { errorCode: 'AuthenticationFailed', authenticationErrorDetail: SECRETS };
      const error = Object.assign(new Error(`Refused: ${SECRETS}`), { statusCode, request, details });
      const settled = settleOne(async () => Promise.reject(toFerryError(error, 'copy block 1', 'a role')))({});
      const outcome = JSON.stringify(await settled);
      expect(outcome).toContain('copy block 1');
      expect(outcome).not.toMatch(LEAKED);
    },
  );
});

it('every activity settles: of a transfer that has no record each returns its failure, or needs none', async () => {
  const { deps } = createFakes();
  const activities = bindActivities(deps, () => NO_INSTANCES);
  const needNone = [
    'openTransfer',
    'keepPlan',
    'lookForCancel',
    'openBatch',
    'storeBatchResult',
    'writeReport',
    'takeBatch',
    'partsOfBatch',
    'keepParts',
    'acquireTurn',
    'lookForRunning',
    'releaseTurn',
    'keepUpkeepFailures',
    'fillLedger',
    'endRebuild',
    // Of a cleanup, not of a transfer.
    'findNewestRuns',
    'decideRuns',
    'decideBlobs',
    'removeDecided',
    'decideHistories',
    'decideTransfers',
    'removeState',
    'forgetCleanups',
    'endCleanup',
  ];
  for (const [name, activity] of Object.entries(activities).filter(([name]) => !needNone.includes(name))) {
    const call = activity as (input: object) => Promise<unknown>;
    expect([
      name,
      await call({ transferId: 'gone', blob: {}, plan: {}, batch: {}, place: { page: 0, offset: 0 } }),
    ]).toEqual([name, { end: 'failed', failure: expect.objectContaining({ code: 'transfer_record_gone' }) }]);
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
