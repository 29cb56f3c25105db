import { canaryTransferId } from '../../../src/domain/names';
import { digestOf } from '../../helpers/fakeRegistries';
import { route, SOURCE } from '../../helpers/route';
import { createArtifactLook } from './artifactFixture';

const SELECTING = route({ select: { rules: [{ repositories: ['app/**'] }] } });
const KEY = 'builds/app/web';

describe('selection_takes', () => {
  it('counts what the selection takes', async () => {
    const look = createArtifactLook();
    look.registries.push(SOURCE, 'app/web:1', digestOf('one'));
    look.registries.push(SOURCE, 'other:1', digestOf('two'));
    expect(await look.takes(SELECTING)).toEqual({ status: 'ok', evidence: 'It takes 1 artifacts.' });
  });

  it('warns where it takes nothing, with a dry run to paste', async () => {
    const look = createArtifactLook();
    look.registries.push(SOURCE, 'other:1', digestOf('two'));
    const { status, evidence, fix } = await look.takes(SELECTING);
    expect([status, evidence]).toEqual(['warning', 'It takes nothing of what the registry builds has.']);
    expect(fix?.command).toContain(`-d '{"route":"prod","dryRun":true}'`);
  });

  it('says nothing against a registry that is too large to be looked through, nor a route without a selection', async () => {
    const look = createArtifactLook();
    for (let number = 0; number < 5; number += 1) look.registries.push(SOURCE, `other${number}:1`, digestOf('x'));
    look.registries.pageSize = 2;
    look.registries.beforeLookup = async () => void look.pass(8_000);
    expect((await look.takes(SELECTING)).evidence).toContain('too large');
    expect((await look.takes(route())).status).toBe('ok');
  });
});

describe('artifacts_fit', () => {
  it('is ok where all that is selected can be transferred', async () => {
    const look = createArtifactLook();
    look.registries.push(SOURCE, 'app/web:1', digestOf('one'));
    look.registries.push(SOURCE, 'app/web:2', digestOf('two'));
    expect(await look.fit(SELECTING)).toEqual({
      status: 'ok',
      evidence: 'All 2 artifacts that the route selects were looked at: all can be transferred.',
    });
  });

  it.each([
    ['tag', `${KEY}:1`, 'app/web:1'],
    ['manifest', `${KEY}@${digestOf('one')}`, `app/web@${digestOf('one')}`],
  ])('warns of a locked %s, and unlocks it', async (_what, key, image) => {
    const look = createArtifactLook();
    look.registries.push(SOURCE, 'app/web:1', digestOf('one'));
    look.registries.push(SOURCE, 'app/web:2', digestOf('two'));
    look.registries.states.set(key, 'locked');
    const { status, evidence, fix } = await look.fit(SELECTING);
    expect(status).toBe('warning');
    expect(evidence).toContain('1 cannot be transferred: ');
    expect(evidence).toContain('locked against reading');
    expect(fix?.command).toBe(
      `az acr repository update --name builds --image "${image}" --read-enabled true --list-enabled true`,
    );
  });

  it('unlocks nothing but what cannot be transferred for its lock', async () => {
    const look = createArtifactLook();
    look.registries.push(SOURCE, 'app/web:frozen', digestOf('one'));
    look.registries.states.set(`${KEY}:frozen`, 'locked');
    await look.transferred([{ repository: 'app/web', tag: 'missing' }], 'failed');
    const { status, fix } = await look.fit();
    expect([status, fix?.command]).toEqual(['warning', undefined]);
  });

  it('has no command where the registry lists a name that is more than text to a shell', async () => {
    const look = createArtifactLook();
    look.registries.push(SOURCE, 'app/web:1', digestOf('one'));
    look.registries.push(SOURCE, 'app/web:$(reboot)', digestOf('two'));
    look.registries.states.set(`${KEY}:$(reboot)`, 'locked');
    const { status, fix } = await look.fit(SELECTING);
    expect([status, fix?.command]).toEqual(['warning', undefined]);
  });

  it('warns of layers above 8 GB and of foreign layers; it fails where the selection refuses what is flagged', async () => {
    const look = createArtifactLook();
    const layer = {
      kind: 'layer',
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      digest: digestOf('l'),
    } as const;
    look.registries.push(SOURCE, 'app/web:1', digestOf('one'));
    look.registries.push(SOURCE, 'app/web:2', digestOf('two'));
    look.registries.manifests.set(`${KEY}@${digestOf('one')}`, { mediaType: 'm', parts: [{ ...layer, size: 9e9 }] });
    look.registries.manifests.set(`${KEY}@${digestOf('two')}`, {
      mediaType: 'm',
      parts: [{ ...layer, size: 1, foreign: true }],
    });
    const { status, evidence, fix } = await look.fit(SELECTING);
    expect(status).toBe('warning');
    expect(evidence).toContain('2 cannot be transferred');
    expect(evidence).toContain('a layer of 9000000000 bytes');
    expect(evidence).toContain('foreign layers');
    expect(fix).toEqual({ say: expect.stringMatching(/\S/) });
    const refusing = route({ select: { rules: [{ repositories: ['**'] }], flagged: 'refuse' } });
    expect((await look.fit(refusing)).status).toBe('failed');
  });

  it('of a route without a selection, looks at what its last transfer named and did not deliver', async () => {
    const look = createArtifactLook();
    expect((await look.fit()).evidence).toContain('no transfer of it is known');
    look.registries.push(SOURCE, 'app/web:1', digestOf('one'));
    const named = ['1', '2'].map((tag) => ({ repository: 'app/web', tag }));
    await look.transferred([...named, { repository: 'app/web', digest: digestOf('gone') }], 'partial');
    const { status, evidence } = await look.fit();
    expect(status).toBe('warning');
    expect(evidence).toContain('All 3 artifacts that the last transfer t9 names were looked at, 2 cannot');
    expect(evidence).toContain('app/web:2');
  });

  it('of one artifact, in words of one; a transfer whose report is being written is not said to run', async () => {
    const look = createArtifactLook();
    await look.transferred([{ repository: 'app/web', tag: 'gone' }], 'running');
    expect((await look.fit()).evidence).toContain(
      'The one artifact that the last transfer t9 names was looked at, 1 cannot',
    );
  });

  it.each(['succeeded', 'nothingToDo'] as const)('a last transfer that ended as %s is no fault', async (state) => {
    const look = createArtifactLook();
    await look.transferred([{ repository: 'app/web', tag: 'gone-since' }], state);
    expect((await look.fit()).status).toBe('ok');
  });

  it('a canary that failed is no fault: its artifact was removed again', async () => {
    const look = createArtifactLook();
    const gone = [{ repository: 'acr-ferry/canary', tag: 'canary-1' }];
    await look.transferred(gone, 'failed', canaryTransferId('prod', 'key'));
    expect((await look.fit()).evidence).toContain('no transfer of it is known');
  });

  it('a locked manifest of what was named is not read', async () => {
    const look = createArtifactLook();
    look.registries.push(SOURCE, 'app/web:1', digestOf('one'));
    look.registries.states.set(`${KEY}@${digestOf('one')}`, 'locked');
    await look.transferred([{ repository: 'app/web', tag: '1' }], 'failed');
    const { evidence, fix } = await look.fit();
    expect(evidence).toContain('locked against reading');
    expect(fix?.command).toContain(`--image "app/web@${digestOf('one')}" `);
  });

  it('stops at two hundred artifacts, and after some seconds, and says so', async () => {
    const look = createArtifactLook();
    for (let tag = 0; tag < 250; tag += 1) look.registries.push(SOURCE, `app/web:${tag}`, digestOf(`d${tag}`));
    expect((await look.fit(SELECTING)).evidence).toContain('The first 200 artifacts');
    look.registries.beforeLookup = async () => void look.pass(1_000);
    const { lookups } = look.registries;
    lookups.length = 0;
    await look.fit(SELECTING);
    expect(lookups.length).toBeLessThan(40);
  });

  it('has nothing to look at where there is no source', async () => {
    const { source: _, ...importOnly } = route();
    expect((await createArtifactLook().fit(importOnly)).status).toBe('notCheckable');
  });
});
