import { blobNameFor, isTransferId, manifestNameFor, pipelineRunName, transferIdFor } from '../../src/domain/names';

describe('transferIdFor', () => {
  it('gives the same id for the same key, and another one for another key', () => {
    expect(transferIdFor('order-1')).toBe(transferIdFor('order-1'));
    expect(transferIdFor('order-1')).not.toBe(transferIdFor('order-2'));
    expect(transferIdFor('order-1')).not.toBe(transferIdFor('Order-1'));
  });

  it.each(['', 'a', 'with spaces and / \\ # ?', '@x', 'é'.repeat(300)])(
    'makes of %j what may be an instance id',
    (key) => {
      expect(transferIdFor(key)).toMatch(/^t[0-9a-f]{32}$/);
      expect(isTransferId(transferIdFor(key))).toBe(true);
    },
  );

  it.each(['', 't', 'T'.padEnd(33, 'a'), `${transferIdFor('x')}0`, `${transferIdFor('x')}\n`, '../../x'])(
    '%j is no id',
    (text) => expect(isTransferId(text)).toBe(false),
  );
});

describe('pipelineRunName', () => {
  const id = transferIdFor('x');
  const base = pipelineRunName('export', id, 'batch', 1);

  it('is what the service takes: 5 to 50 letters and digits', () => {
    expect(base).toMatch(/^[a-z][a-zA-Z0-9]{4,49}$/);
  });

  it('is the same again, and another one for any other run', () => {
    expect(pipelineRunName('export', id, 'batch', 1)).toBe(base);
    const others = [
      pipelineRunName('import', id, 'batch', 1),
      pipelineRunName('export', transferIdFor('y'), 'batch', 1),
      pipelineRunName('export', id, 'other', 1),
      pipelineRunName('export', id, 'batch', 2),
    ];
    expect(new Set([base, ...others]).size).toBe(5);
  });

  it('parts cannot be shifted into each other', () => {
    expect(pipelineRunName('export', 'ab', 'c', 1)).not.toBe(pipelineRunName('export', 'a', 'bc', 1));
  });
});

it('a blob carries the route and the transfer id, and its manifest stands beside it', () => {
  const id = transferIdFor('x');
  const name = blobNameFor('prod', id, 'f'.repeat(32));
  expect(name).toBe(`prod-${id}-ffffffffffff.tar.gz`);
  expect(manifestNameFor(name)).toBe(`${name}.manifest.json`);
  expect(blobNameFor('prod', transferIdFor('y'), 'f'.repeat(32))).not.toBe(name);
});
