import { type HandsOffRun, isHandsOff, startersOf } from '../../../local/demo/runHandsOffDemo';

const digest = `sha256:${'a'.repeat(64)}`;

function transfer(name: string, state = 'succeeded'): object {
  return { state, report: { startedBy: { kind: 'trigger', name } } };
}

const STARTERS = ['imagePushed', 'blobCreated', 'schedule every-minute'];

function run(changes: { transfers?: object[]; cleanup?: object; compared?: object[] } = {}): HandsOffRun {
  return {
    transfers: STARTERS.map((name) => transfer(name)),
    cleanup: { state: 'succeeded', summary: [{ outcome: 'removed', count: 1 }] },
    compared: [{ artifact: 'pushed/app:1.0', sourceDigest: digest, targetDigest: digest }],
    ...changes,
  } as unknown as HandsOffRun;
}

describe('isHandsOff', () => {
  it('is true where all started by itself, was cleaned up and has its digest', () => {
    expect(isHandsOff(run())).toBe(true);
  });

  it.each(STARTERS)('is false where nothing that %s started ended well', (missing) => {
    const others = STARTERS.filter((name) => name !== missing).map((name) => transfer(name));
    expect(isHandsOff(run({ transfers: others }))).toBe(false);
    expect(isHandsOff(run({ transfers: [...others, transfer(missing, 'failed')] }))).toBe(false);
  });

  it.each([
    ['another digest', { compared: [{ sourceDigest: digest, targetDigest: `sha256:${'b'.repeat(64)}` }] }],
    ['no digest', { compared: [{ sourceDigest: digest, targetDigest: null }] }],
    ['nothing compared', { compared: [] }],
    ['a partial cleanup', { cleanup: { state: 'partial', summary: [{ outcome: 'removed', count: 1 }] } }],
    ['a cleanup that kept all', { cleanup: { state: 'succeeded', summary: [{ outcome: 'kept', count: 1 }] } }],
  ])('is false with %s', (_, changes) => {
    expect(isHandsOff(run(changes))).toBe(false);
  });
});

describe('startersOf', () => {
  it('names each once, those of exports for a courier too', () => {
    const transfers = [transfer('imagePushed', 'exported'), transfer('imagePushed'), transfer('blobCreated', 'failed')];
    expect(startersOf(run({ transfers }).transfers)).toEqual(['imagePushed']);
  });
});
