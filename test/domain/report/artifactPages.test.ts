import { artifactPagesOf } from '../../../src/domain/report/artifactPages';
import type { ArtifactOutcome, TransferReport } from '../../../src/domain/report/report';
import { createFakes } from '../../helpers/fakes';

const { pages } = createFakes();

function reportOf(artifacts: [name: string, outcome: ArtifactOutcome][]): TransferReport {
  return {
    version: 1,
    id: 't1',
    route: 'prod',
    outcome: 'partial',
    startedBy: { kind: 'functionKey', name: 'key' },
    startedAt: '2026-11-28T12:00:00.000Z',
    finishedAt: '2026-11-28T12:01:00.000Z',
    artifacts: artifacts.map(([artifact, outcome]) => ({ artifact, outcome })),
    batches: [],
    failures: [],
  };
}
const SHORT = reportOf([
  ['a:1', 'delivered'],
  ['b:1', 'skipped'],
  ['c:1', 'delivered'],
  ['d:1', 'failed'],
]);

async function namesIn(...asked: Parameters<typeof artifactPagesOf>): Promise<string[][]> {
  const found = artifactPagesOf(...asked);
  const all = await Promise.all(Array.from({ length: found.count }, (_, number) => found.read(number)));
  return all.map((page) => page.map(({ artifact }) => artifact));
}

it('a short report shows what was not delivered first, as a long one does', async () => {
  expect(await namesIn(pages, SHORT)).toEqual([['d:1', 'b:1', 'a:1', 'c:1']]);
});

it('the artifacts of one outcome stay in their order', async () => {
  expect(await namesIn(pages, SHORT, ['delivered'])).toEqual([['a:1', 'c:1']]);
  expect(await namesIn(pages, SHORT, ['missing'])).toEqual([]);
});

it('a page holds 500', async () => {
  const many = Array.from({ length: 501 }, (_, number): [string, ArtifactOutcome] => [`a:${number}`, 'delivered']);
  const found = await namesIn(pages, reportOf(many));
  expect(found.map((page) => page.length)).toEqual([500, 1]);
});
