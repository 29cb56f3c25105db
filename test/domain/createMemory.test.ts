import { createMemory } from '../../src/domain/createMemory';

describe('createMemory', () => {
  it('answers from memory until an answer is too old for who asks', async () => {
    let now = 0;
    const ask = jest.fn(async () => now);
    const remember = createMemory<number>({ now: () => now });
    expect(await remember('a', 10, ask)).toBe(0);
    now = 9;
    expect(await remember('a', 10, ask)).toBe(0);
    expect(await remember('b', 10, ask)).toBe(9);
    expect(await remember('a', 5, ask)).toBe(9);
    now = 18;
    expect(await remember('a', 10, ask)).toBe(9);
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it('asks anew for what failed, and forgets the oldest of too many', async () => {
    const remember = createMemory<number>({ now: () => 0 });
    await expect(remember('a', 10, () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await remember('a', 10, async () => 1)).toBe(1);
    for (let key = 0; key < 500; key += 1) await remember(String(key), 10, async () => 0);
    expect(await remember('a', 10, async () => 2)).toBe(2);
  });
});
