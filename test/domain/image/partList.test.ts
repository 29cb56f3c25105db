import { describeLacking } from '../../../src/domain/image/lacking';
import type { Part } from '../../../src/domain/image/manifestContent';
import { listParts, shorten, withoutLeftOut } from '../../../src/domain/image/partList';

const layer = (digest: string, more: Partial<Part> = {}): Part => ({ kind: 'layer', digest, mediaType: 'm', ...more });
const foreign = (digest: string): Part => layer(digest, { foreign: true });

it('a list has the parts as a report names them, or is none', () => {
  expect(listParts([])).toBeUndefined();
  expect(listParts([foreign('a'), layer('b', { size: 7 })])).toEqual({
    parts: [
      { digest: 'a', mediaType: 'm' },
      { digest: 'b', mediaType: 'm', size: 7 },
    ],
  });
});

it('a shortened list says how many more there are, also when it is shortened again', () => {
  const parts = ['a', 'b', 'c', 'd'].map((digest) => ({ digest, mediaType: 'm' }));
  const [a, b, c] = parts;
  expect(shorten({ parts }, 4)).toEqual({ parts });
  expect(shorten({ parts }, 3)).toEqual({ parts: [a, b, c], more: 1 });
  expect(shorten(shorten({ parts }, 3), 2)).toEqual({ parts: [a, b], more: 2 });
});

it('what is absent though nobody left it out: all but the layers that the list names', () => {
  const leftOut = { parts: [{ digest: 'a', mediaType: 'm' }] };
  expect(withoutLeftOut([foreign('a'), foreign('b'), layer('c')], leftOut)).toEqual([foreign('b'), layer('c')]);
  expect(withoutLeftOut([foreign('a')], undefined)).toEqual([foreign('a')]);
});

it('as many foreign layers as the list does not name may be absent besides', () => {
  const leftOut = { parts: [{ digest: 'a', mediaType: 'm' }], more: 1 };
  const absent = [layer('x'), foreign('b'), foreign('c')];
  expect(withoutLeftOut(absent, leftOut)).toEqual([layer('x'), foreign('c')]);
});

it('what is lacking, in words', () => {
  const child: Part = { kind: 'manifest', digest: 'm', mediaType: '', platform: 'linux/arm64' };
  const config: Part = { kind: 'config', digest: 'c', mediaType: '' };
  expect(describeLacking([child])).toBe('the manifest m (linux/arm64)');
  expect(describeLacking([child, config])).toBe('the manifest m (linux/arm64) and the config c');
  expect(describeLacking([config, foreign('f'), layer('l')])).toBe('the config c, the foreign layer f and 1 more');
});
