import { beginDrain, drainOf, endDrain } from '../../../src/domain/pause/drain';
import { isPaused, NO_PAUSES, pause, resume, resumedAt } from '../../../src/domain/pause/pauses';

const word = (time: string, reason?: string) => ({
  at: `2026-11-29T${time}:00.000Z`,
  by: { kind: 'functionKey', name: 'function key' } as const,
  ...(reason !== undefined && { reason }),
});

it('a drain stops every route, with its pauses or without, until it ends', () => {
  const paused = pause(NO_PAUSES, 'prod', word('10:00'));
  const drained = beginDrain(paused, word('11:00', 'upgrade'));
  expect([isPaused(drained, 'prod'), isPaused(drained, 'test')]).toEqual([true, true]);
  const ended = endDrain(drained, word('12:00'));
  expect([isPaused(ended, 'prod'), isPaused(ended, 'test')]).toEqual([true, false]);
  expect(resumedAt(ended, 'test')).toBe(Date.parse('2026-11-29T12:00:00.000Z'));
});

it('pauses that begin and end meanwhile leave it as it is', () => {
  const drained = beginDrain(NO_PAUSES, word('11:00'));
  const after = resume(pause(drained, 'prod', word('11:10')), 'prod', word('11:20'));
  expect(drainOf(after)).toEqual({ begun: word('11:00') });
});

it('the first one to begin it, and the first one to end it, are kept', () => {
  const begun = beginDrain(NO_PAUSES, word('11:00', 'first'));
  expect(beginDrain(begun, word('11:30'))).toBe(begun);
  const ended = endDrain(begun, word('12:00'));
  expect(endDrain(ended, word('12:30'))).toBe(ended);
  expect(ended.drain).toEqual({ begun: word('11:00', 'first'), ended: word('12:00') });
  expect(drainOf(ended)).toBeUndefined();
  expect(endDrain(NO_PAUSES, word('12:00'))).toBe(NO_PAUSES);
});
