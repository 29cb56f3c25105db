import { keepArtifactPages } from '../../../src/activities/report/keepArtifactPages';
import { artifactPagesOf } from '../../../src/domain/report/artifactPages';
import { ARTIFACT_OUTCOMES, type ArtifactReport } from '../../../src/domain/report/report';
import { FakeTransferPages } from '../../helpers/fakeTransferPages';
import { partialReport } from '../../helpers/partialReport';

/** The report of a transfer of so many artifacts, of all outcomes in turn; a long one keeps them in pages. */
async function reportOf(count: number, isLong: boolean) {
  const pages = new FakeTransferPages();
  const artifacts: ArtifactReport[] = Array.from({ length: count }, (_, index) => ({
    artifact: `app:${String(index).padStart(5, '0')}`,
    outcome: ARTIFACT_OUTCOMES[index % ARTIFACT_OUTCOMES.length] ?? 'failed',
  }));
  const report = partialReport(artifacts, isLong ? artifacts.slice(0, 200) : artifacts);
  if (isLong) await keepArtifactPages(pages, 't1', artifacts);
  return { pages, report, artifacts };
}

async function readAll(...asked: Parameters<typeof artifactPagesOf>): Promise<ArtifactReport[]> {
  const { count, read } = artifactPagesOf(...asked);
  const all: ArtifactReport[] = [];
  for (let number = 0; number < count; number += 1) all.push(...(await read(number)));
  return all;
}

describe.each([
  [100, false],
  [7_100, true],
])('%d artifacts (in pages: %s)', (count, isLong) => {
  it('are all there, each once, what was delivered last', async () => {
    const { pages, report, artifacts } = await reportOf(count, isLong);
    const all = await readAll(pages, report);
    expect(all.map(({ artifact }) => artifact).sort()).toEqual(artifacts.map(({ artifact }) => artifact));
    const places = all.map(({ outcome }) => ARTIFACT_OUTCOMES.indexOf(outcome));
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  it('of some outcomes are those alone', async () => {
    const { pages, report, artifacts } = await reportOf(count, isLong);
    const found = await readAll(pages, report, ['drifted', 'missing']);
    const expected = artifacts.filter(({ outcome }) => outcome === 'drifted' || outcome === 'missing');
    expect(found.map(({ artifact }) => artifact).sort()).toEqual(expected.map(({ artifact }) => artifact));
    expect(await readAll(pages, report, [])).toEqual([]);
  });

  it('beyond the last page are none', async () => {
    const { pages, report } = await reportOf(count, isLong);
    const { count: pageCount, read } = artifactPagesOf(pages, report);
    expect(await read(pageCount)).toEqual([]);
  });
});
