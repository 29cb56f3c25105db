import { keepParts } from '../../src/activities/report/keepParts';
import { createBatch } from '../../src/domain/plan';
import { createFakes } from '../helpers/fakes';
import { digestOf } from '../helpers/fakeRegistries';

const batchOf = (...names: string[]) =>
  createBatch(names.map((name) => ({ artifact: `${name}:1`, repository: name, tag: '1', digest: digestOf(name) })));
const WHERE = { transferId: 't1', batch: 'b1', generation: 0 };

it('the parts that are kept first stay, whatever a later life would try again', async () => {
  const { deps } = createFakes();
  const first = [batchOf('a', 'b'), batchOf('c')];
  expect(await keepParts(deps, { ...WHERE, parts: first })).toEqual({ parts: first });
  expect(await keepParts(deps, { ...WHERE, parts: [batchOf('c')] })).toEqual({ parts: first });
  expect(await keepParts(deps, { ...WHERE, parts: [] })).toEqual({ parts: first });
});

it('of two lives at once, both get the same parts', async () => {
  const { deps } = createFakes();
  const [one, other] = await Promise.all(
    ['a', 'b'].map((name) => keepParts(deps, { ...WHERE, parts: [batchOf(name)] })),
  );
  expect(one).toEqual(other);
});

it('where nothing is tried again, nothing is kept, and each generation and batch has parts of its own', async () => {
  const { deps, pages } = createFakes();
  expect(await keepParts(deps, { ...WHERE, parts: [] })).toEqual({ parts: [] });
  expect(pages.pages.size).toBe(0);
  await keepParts(deps, { ...WHERE, parts: [batchOf('a')] });
  expect(await keepParts(deps, { ...WHERE, generation: 1, parts: [] })).toEqual({ parts: [] });
  expect(await keepParts(deps, { ...WHERE, batch: 'b2', parts: [] })).toEqual({ parts: [] });
});
