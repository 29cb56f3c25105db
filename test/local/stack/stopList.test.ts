import { allOrFirstError, createStopList } from '../../../local/stack/stopList';

describe('createStopList', () => {
  it('stops every part once, the last one first, even when one fails', async () => {
    // Prepare
    const stopped: string[] = [];
    const stops = createStopList();
    await stops.keep(Promise.resolve({ release: async () => void stopped.push('folder') }));
    const failing = async () => {
      stopped.push('storage');
      throw new Error('storage hangs');
    };
    await stops.keep(Promise.resolve({ stop: failing }));
    await stops.keep(Promise.resolve({ close: async () => void stopped.push('vault') }));

    // Act
    await expect(stops.stopAll()).rejects.toThrow('storage hangs');
    await expect(stops.stopAll()).rejects.toThrow('storage hangs');

    // Assess
    expect(stopped).toEqual(['vault', 'storage', 'folder']);
  });

  it('keeps nothing that did not start', async () => {
    const stops = createStopList();
    await expect(stops.keep(Promise.reject(new Error('port in use')))).rejects.toThrow('port in use');
    await expect(stops.stopAll()).resolves.toBeUndefined();
  });
});

describe('allOrFirstError', () => {
  it('waits for every part before it throws the first error', async () => {
    // Prepare
    let slowEnded = false;
    const slow = new Promise((resolve) => setImmediate(resolve)).then(() => (slowEnded = true));
    const failing = [Promise.reject(new Error('first')), slow, Promise.reject(new Error('second'))] as const;

    // Act
    const waiting = allOrFirstError(failing);

    // Assess
    await expect(waiting).rejects.toThrow('first');
    expect(slowEnded).toBe(true);
  });

  it('answers what every part answered', async () => {
    await expect(allOrFirstError([Promise.resolve(1), Promise.resolve('two')])).resolves.toEqual([1, 'two']);
  });
});
