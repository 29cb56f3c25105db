import { nextDelaySeconds } from '../../src/domain/polling';

const polling = { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 5 };

it('waits grow by half from the first to the longest, in whole seconds', () => {
  const delays: number[] = [];
  for (let look = 0; look < 7; look += 1) delays.push(nextDelaySeconds(polling, delays.at(-1)));
  expect(delays).toEqual([10, 15, 23, 35, 53, 60, 60]);
});

it('what the service asks for wins, shorter or longer', () => {
  expect(nextDelaySeconds(polling, 40, 5)).toBe(5);
  expect(nextDelaySeconds(polling, 10, 90)).toBe(90);
  expect(nextDelaySeconds(polling, 10, 7_200)).toBe(7_200);
  expect(nextDelaySeconds(polling, undefined, 1.2)).toBe(2);
});

it('never spins', () => {
  expect(nextDelaySeconds(polling, 10, 0)).toBe(1);
  expect(nextDelaySeconds({ ...polling, firstSeconds: 0.1 }, undefined)).toBe(1);
});

it('after a long wait that the service asked for, it is back at the longest of its own', () => {
  expect(nextDelaySeconds(polling, 300)).toBe(60);
});
