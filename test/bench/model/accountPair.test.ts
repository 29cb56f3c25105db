import { AccountPair } from '../../../bench/model/accountPair';
import { PUBLISHED, type ModelSettings } from '../../../bench/model/modelSettings';
import { TokenBucket } from '../../../bench/model/tokenBucket';

const SETTINGS: ModelSettings = {
  ...PUBLISHED,
  ingressBytesPerSecond: 100,
  egressBytesPerSecond: 1_000,
  requestsPerSecond: 10,
  streamBytesPerSecond: 40,
  burstSeconds: 1,
};

function setUp(changes: Partial<ModelSettings> = {}) {
  let moved = 0;
  const accounts = new AccountPair({ ...SETTINGS, ...changes }, 0, (bytes) => (moved += bytes));
  const ended: number[] = [];
  return {
    accounts,
    ended,
    moved: () => moved,
    begin: (bytes: number, now: number) => accounts.beginStream(bytes, now, () => void ended.push(bytes)),
  };
}

describe('TokenBucket', () => {
  it('saves up what is not used, for so many seconds and no more', () => {
    const bucket = new TokenBucket(10, 2, 0);
    expect(bucket.level).toBe(20);
    bucket.flow(15, 2);
    expect(bucket.level).toBe(10);
    bucket.flow(0, 100);
    expect(bucket.level).toBe(20);
  });

  it('is empty when it says so', () => {
    const bucket = new TokenBucket(10, 2, 0);
    expect(bucket.secondsUntilEmpty(10)).toBe(Number.POSITIVE_INFINITY);
    expect(bucket.secondsUntilEmpty(15)).toBe(4);
    bucket.flow(15, 4);
    expect(bucket.level).toBe(0);
  });

  it('gives only what it has', () => {
    const bucket = new TokenBucket(2, 1, 0);
    expect([bucket.take(1), bucket.take(1), bucket.take(1)]).toEqual([true, true, false]);
  });
});

describe('AccountPair', () => {
  it('moves a block at the rate of one stream', () => {
    const { accounts, begin, ended, moved } = setUp();
    expect(begin(80, 0)).toBe(true);
    expect(accounts.nextAt).toBe(2);
    accounts.advance(1.9);
    expect(ended).toEqual([]);
    accounts.advance(2);
    expect(ended).toEqual([80]);
    expect(moved()).toBeCloseTo(80);
  });

  it('lets no more through than its limit and what was saved up, and refuses what is asked for beyond', () => {
    const { accounts, begin, moved } = setUp();
    for (let stream = 0; stream < 5; stream += 1) expect(begin(10_000, 0)).toBe(true);
    // Five streams at 40 take 200 a second: what one second saved up is gone after one.
    accounts.advance(1);
    expect(moved()).toBeCloseTo(200);
    expect(begin(1, 1)).toBe(false);
    accounts.advance(11);
    expect(moved()).toBeCloseTo(1_200);
  });

  it('takes requests again as soon as less is under way than the limit', () => {
    const { accounts, begin } = setUp();
    begin(120, 0);
    begin(120, 0);
    begin(10_000, 0);
    accounts.advance(20);
    expect(begin(10_000, 20)).toBe(true);
  });

  it('is bound by the account that allows less', () => {
    const { accounts, begin, moved } = setUp({ egressBytesPerSecond: 10, burstSeconds: 0.001 });
    begin(10_000, 0);
    accounts.advance(10);
    expect(moved()).toBeCloseTo(100, 0);
  });

  it('refuses requests beyond their limit, until a second has passed', () => {
    const { accounts } = setUp();
    const admitted = Array.from({ length: 12 }, () => accounts.admitRequest(0));
    expect(admitted.filter(Boolean)).toHaveLength(10);
    expect(accounts.admitRequest(0.1)).toBe(true);
  });

  it('never skips a stream that ends, however late it is asked', () => {
    const { accounts, begin, ended } = setUp();
    begin(40, 0);
    begin(80, 0);
    begin(400, 0);
    accounts.advance(1_000);
    expect(ended).toEqual([40, 80, 400]);
    expect(accounts.nextAt).toBe(Number.POSITIVE_INFINITY);
  });
});
