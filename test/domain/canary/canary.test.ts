import { text } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { withSighting, type Sighting } from '../../../src/domain/canary/canary';
import { changeCanary } from '../../../src/domain/canary/changeCanary';
import { createCanaryArtifact, manifestsOf } from '../../../src/domain/canary/canaryArtifact';
import { canaryTransferId, isTransferId, mayBeOfCanary, transferIdFor } from '../../../src/domain/names';
import { canary } from '../../helpers/canary';
import { FakeCanaries } from '../../helpers/fakeCanaries';

async function filesIn(tar: Buffer): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const archive = extract();
  archive.end(tar);
  for await (const entry of archive) {
    files[entry.header.name] = await text(entry);
  }
  return files;
}

const seen = (changes: Partial<Sighting> = {}): Sighting => ({
  at: '2026-11-29T10:00:00.000Z',
  end: 'source',
  run: 'e1',
  percentage: 0,
  provisioningState: 'Creating',
  ...changes,
});

describe('createCanaryArtifact', () => {
  it('shares no blob of its images with another one: a registry has those of the last one for a while', () => {
    const digests = (id: string) => createCanaryArtifact(id).blobs.map(({ digest }) => digest);
    expect(new Set([...digests('a'), ...digests('b')]).size).toBe(8);
    expect(digests('a')).not.toContain(createCanaryArtifact('a').emptyConfig.digest);
  });

  it('has layers that an archiver reads', async () => {
    const layers = createCanaryArtifact('c0ffee').blobs.filter(({ mediaType }) => mediaType.endsWith('.tar'));
    const texts = await Promise.all(layers.map(({ bytes }) => filesIn(bytes)));
    expect(texts).toEqual([{ canary: 'c0ffee amd64\n' }, { canary: 'c0ffee arm64\n' }]);
  });

  it('is the same again for the same canary, and shares no manifest with another one', () => {
    const digests = (id: string) => manifestsOf(createCanaryArtifact(id)).map(({ digest }) => digest);
    expect(digests('a')).toEqual(digests('a'));
    expect(new Set([...digests('a'), ...digests('b')]).size).toBe(10);
  });
});

describe('withSighting', () => {
  it('keeps what is news of a run, in order, whatever other runs do meanwhile', () => {
    const looks = [
      seen(),
      seen({ at: 'later', correlationId: 'another answer' }),
      seen({ run: 'i1', end: 'target' }),
      seen({ at: 'later' }),
      seen({ percentage: 50 }),
      seen({ provisioningState: 'Succeeded', percentage: 100 }),
    ];
    const { sightings } = looks.reduce(withSighting, canary());
    expect(sightings).toEqual([looks[0], looks[2], looks[4], looks[5]]);
  });

  it('does not grow without end', () => {
    const looks = Array.from({ length: 500 }, (_, percentage) => seen({ percentage }));
    const other = seen({ run: 'i1', end: 'target' });
    const { sightings } = [...looks, other].reduce(withSighting, canary());
    expect(sightings).toHaveLength(300);
    expect(sightings.slice(-2)).toEqual([looks[499], other]);
  });
});

describe('changeCanary', () => {
  const machine = { wait: async () => undefined, random: () => 0 };

  it('begins again when somebody else was faster, and loses nothing of that', async () => {
    const canaries = new FakeCanaries();
    await canaries.write('prod', canary(), undefined);
    const change = (run: string) =>
      changeCanary({ canaries, machine }, canary(), (before) => withSighting(before, seen({ run })));
    await Promise.all(['e1', 'e2', 'e3'].map(change));
    const { sightings = [] } = (await canaries.read('prod'))?.canary ?? {};
    expect(sightings.map(({ run }) => run).sort()).toEqual(['e1', 'e2', 'e3']);
  });

  it('leaves alone one that has ended, and another one', async () => {
    const canaries = new FakeCanaries();
    const ended = canary({ endedAt: '2026-11-29T11:00:00.000Z' });
    await canaries.write('prod', ended, undefined);
    const forget = (id: string) => changeCanary({ canaries, machine }, { route: 'prod', id }, () => canary());
    expect(await forget(ended.id)).toEqual(ended);
    expect(await forget('another')).toBeUndefined();
  });

  it('gives up where somebody else is always faster', async () => {
    const canaries = new FakeCanaries();
    await canaries.write('prod', canary(), undefined);
    canaries.write = async () => false;
    const change = changeCanary({ canaries, machine }, canary(), (before) => ({ ...before, left: [] }));
    await expect(change).rejects.toMatchObject({ code: 'service_unavailable' });
  });
});

it('the id of its transfer is one of a transfer, and tells it from others', () => {
  const id = canaryTransferId('prod', 'key');
  expect([isTransferId(id), mayBeOfCanary(id), mayBeOfCanary(transferIdFor('key'))]).toEqual([true, true, false]);
  expect(canaryTransferId('prod', 'other')).not.toBe(id);
});
