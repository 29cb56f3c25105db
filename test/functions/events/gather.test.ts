import fc from 'fast-check';
import { gather } from '../../../src/functions/events/gather';

/** Acts that end when the test says so. */
function prepare(atOnce = 10) {
  let now = 0;
  const limits: (() => void)[] = [];
  const wait = (): Promise<void> => new Promise((resolve) => limits.push(resolve));
  const going: { items: readonly string[]; end(result: string): void; fail(error: Error): void }[] = [];
  const ask = gather({ atOnce, now: () => now, wait }, (items: readonly [string, ...string[]]) => {
    return new Promise<string>((resolve, reject) => going.push({ items, end: resolve, fail: reject }));
  });
  return { going, ask, limits, pass: (milliseconds: number) => void (now += milliseconds) };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

it('those who ask together share an act; those who ask while it goes on share the next one', async () => {
  const { going, ask } = prepare();
  const first = [ask('k', 'a'), ask('k', 'b')];
  await settled();
  const second = [ask('k', 'c'), ask('k', 'd')];
  await settled();
  expect(going.map(({ items }) => items)).toEqual([['a', 'b']]);
  going[0]?.end('one');
  expect(await Promise.all(first)).toEqual(['one', 'one']);
  await settled();
  expect(going.map(({ items }) => items)).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  going[1]?.end('two');
  expect(await Promise.all(second)).toEqual(['two', 'two']);
});

it('whoever waits for too long is refused, so that it comes again; what has begun goes on', async () => {
  const { going, ask, pass } = prepare(1);
  const begun = ask('dead', 'a');
  await settled();
  const waiting = Promise.allSettled([ask('dead', 'b'), ask('other', 'x')]);
  pass(25_001);
  const late = ask('late', 'y');
  await settled();
  going[0]?.end('one');
  expect(await begun).toBe('one');
  expect(await waiting).toMatchObject([
    { status: 'rejected', reason: { code: 'service_unavailable' } },
    { status: 'rejected', reason: { code: 'service_unavailable' } },
  ]);
  expect(going.map(({ items }) => items)).toEqual([['a'], ['y']]);
  going[1]?.end('two');
  expect(await late).toBe('two');
});

it('one that hangs is given up, and keeps nobody else from trying', async () => {
  const { going, ask, limits } = prepare(1);
  const hanging = Promise.allSettled([ask('k', 'a')]);
  await settled();
  const next = ask('k', 'b');
  await settled();
  expect(going).toHaveLength(1);
  limits[0]?.();
  expect(await hanging).toMatchObject([{ status: 'rejected', reason: { code: 'service_unavailable' } }]);
  await settled();
  going[1]?.end('two');
  expect(await next).toBe('two');
});

it('an error is that of all who shared the act, and of nobody else', async () => {
  const { going, ask } = prepare();
  const first = Promise.allSettled([ask('k', 'a'), ask('k', 'b'), ask('other', 'x')]);
  await settled();
  const later = ask('k', 'c');
  const error = new Error('no');
  going[0]?.fail(error);
  going[1]?.end('good');
  expect(await first).toEqual([
    { status: 'rejected', reason: error },
    { status: 'rejected', reason: error },
    { status: 'fulfilled', value: 'good' },
  ]);
  await settled();
  going[2]?.end('again');
  expect(await later).toBe('again');
});

it('whoever asks is acted for after they asked, never two acts of a key at once, nor more than allowed', async () => {
  const act = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), pause: fc.nat(3) });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), async (acts, atOnce) => {
      const busy = new Set<string>();
      const seen: number[] = [];
      const ask = gather(
        { atOnce, now: () => 0, wait: () => new Promise<void>(() => undefined) },
        async (items: readonly [{ key: string; id: number }, ...{ key: string; id: number }[]]) => {
          const [{ key }] = items;
          expect(busy.has(key)).toBe(false);
          busy.add(key);
          expect(busy.size).toBeLessThanOrEqual(atOnce);
          await settled();
          seen.push(...items.map(({ id }) => id));
          busy.delete(key);
        },
      );
      const asked: Promise<void>[] = [];
      for (const [id, { key, pause }] of acts.entries()) {
        asked.push(ask(key, { key, id }));
        for (let turn = 0; turn < pause; turn += 1) await settled();
      }
      await Promise.all(asked);
      expect(seen.sort((one, other) => one - other)).toEqual(acts.map((_, id) => id));
    }),
    { numRuns: 50 },
  );
});
