import type { DurableInvoker } from '../../local/host/durable/taskHub';
import { createArrival, runArrival, type Arrival, type BeforeActivity } from '../orchestrations/runArrival';
import { away, done, failed, refused } from '../orchestrations/runTransfer';
import { createStripped } from '../orchestrations/strippedArrival';
import { createWatched, failedRun } from '../orchestrations/watchedArrival';

type Wrap = (invoker: DurableInvoker) => DurableInvoker;
type Input = Partial<Arrival['input']>;

/** Answers a call in the place of the activity, in turn; undefined leaves it to the activity. */
function instead(answers: Readonly<Record<string, readonly unknown[]>>): BeforeActivity {
  const calls: Record<string, number> = {};
  return (name) => {
    const number = (calls[name] = (calls[name] ?? 0) + 1);
    return answers[name]?.[number - 1];
  };
}

const always = (answer: unknown): unknown[] => Array<unknown>(2_000).fill(answer);

const rare =
  (
    create: () => Arrival | Promise<Arrival>,
    answers: Readonly<Record<string, readonly unknown[]>>,
    input: Input = {},
  ) =>
  async (wrap: Wrap): Promise<unknown> =>
    runArrival(await create(), { wrap, input, before: instead(answers) });

async function withManifest(): Promise<Arrival> {
  const arrival = createArrival();
  await arrival.putManifest();
  return arrival;
}

async function watched(): Promise<Arrival> {
  const arrival = createWatched();
  await arrival.putManifest();
  return arrival;
}

async function imported(ends?: object): Promise<Arrival> {
  const arrival = createWatched();
  await arrival.putManifest();
  arrival.registryImports(2, ends);
  return arrival;
}

const GONE = failed('arrived_blob_gone');
const DEFECTIVE = {
  blob: 'https://s/c/b',
  size: 1_000,
  etag: '"1"',
  defects: ['category'],
  words: 'lacks its category',
};
const CANCEL = done({ cancelRequested: true });

/** Ways of blobs that arrive which are seldom gone, but which an import may be on when the app is updated. */
export const RARE_ARRIVALS: Readonly<Record<string, (wrap: Wrap) => Promise<unknown>>> = {
  'arrival-takes-turns': rare(
    withManifest,
    {
      acquireTurn: [done({ acquired: false, running: 't9' }), done({ acquired: true })],
      releaseTurn: [done({ released: true })],
    },
    { takesTurn: true },
  ),
  'arrival-turn-refused': rare(
    withManifest,
    { acquireTurn: [failed('access_denied')], releaseTurn: [done({ released: true })] },
    { takesTurn: true },
  ),
  'arrival-ended-before': rare(withManifest, { openTransfer: [done({ outcome: 'succeeded' })] }),
  'arrival-batch-stored-before': rare(withManifest, { openBatch: [done({ outcome: 'succeeded' })] }, { life: 'r1' }),
  'arrival-gone': rare(createArrival, { lookAtArrival: [GONE] }),
  'arrival-gone-to-the-registry': rare(imported, { lookAtArrival: [undefined, GONE, undefined] }),
  'arrival-result-not-stored': rare(withManifest, { storeBatchResult: [failed('internal_error')] }),
  'arrival-unlisted': rare(
    createArrival,
    { listImported: [refused(), ...always(failed('access_denied'))] },
    { manifestWaitMinutes: 0 },
  ),
  'arrival-store-away': rare(withManifest, {
    openTransfer: [away(), away()],
    writeReport: [away()],
    removeArrival: [away()],
  }),
  'arrival-repair-refused': rare(() => createStripped('repair'), { repairArrival: [failed('access_denied')] }),
  'arrival-repaired-while-written': rare(() => createStripped('repair'), {
    digestArrival: [done({ offset: 0, isChanged: true })],
  }),
  'arrival-digest-fails': rare(() => createStripped(undefined), { digestArrival: [failed('access_denied')] }),
  'arrival-digest-not-kept': rare(() => createStripped(undefined), { keepDigest: [failed('access_denied')] }),
  'arrival-examined-gone': rare(() => createStripped('quarantine'), { examineArrival: [GONE] }),
  'arrival-quarantine-young': rare(() => createStripped('quarantine'), {
    examineArrival: [done({ ...DEFECTIVE, youngSeconds: 400 })],
  }),
  'arrival-quarantine-young-canceled': rare(() => createStripped('quarantine'), {
    examineArrival: [done({ ...DEFECTIVE, youngSeconds: 400 })],
    lookForCancel: [CANCEL],
  }),
  'arrival-quarantine-mended-meanwhile': rare(() => createStripped('quarantine'), {
    examineArrival: [
      done({ ...DEFECTIVE, youngSeconds: 40 }),
      done({ ...DEFECTIVE, defects: [], words: 'lacks nothing' }),
    ],
  }),
  'arrival-quarantine-copies': rare(() => createStripped('quarantine'), {
    quarantineArrival: [done({ isCopying: true }), done({ isCopying: true })],
  }),
  'arrival-quarantine-gone': rare(() => createStripped('quarantine'), { quarantineArrival: [GONE] }),
  'arrival-quarantine-replaced': rare(() => createStripped('quarantine'), {
    quarantineArrival: [failed('arrived_blob_replaced')],
  }),
  'arrival-quarantine-refused': rare(() => createStripped('quarantine'), {
    quarantineArrival: [failed('access_denied')],
  }),
  'arrival-registry-list-refused': rare(watched, { lookForRegistryRun: always(failed('access_denied')) }),
  'arrival-registry-pages': rare(watched, {
    lookForRegistryRun: [
      done({ isOn: true, next: 'p2', last: 'p1' }),
      failed('resource_not_found'),
      done({ isOn: true, last: 'p1' }),
      done({ isOn: true, isGone: true }),
    ],
  }),
  'arrival-registry-blob-replaced': rare(watched, { lookForRegistryRun: [failed('arrived_blob_replaced')] }),
  'arrival-registry-wait-canceled': rare(
    watched,
    { lookForRegistryRun: [done({ isOn: true })], lookForCancel: always(CANCEL) },
    { takeOverMinutes: 900 },
  ),
  'arrival-registry-run-fails': rare(() => imported(failedRun('The image is not wanted.')), {}),
  'arrival-own-run-before': rare(watched, {}, { life: 'r1' }),
};
