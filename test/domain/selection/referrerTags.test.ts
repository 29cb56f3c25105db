import { cosignTag, isReferrerTag, referrersTag } from '../../../src/domain/selection/referrerTags';

const HEX = 'a1'.repeat(32);

it.each(['sig', 'att', 'sbom'] as const)('sha256-….%s is what cosign keeps of an image', (kind) => {
  const tag = `sha256-${HEX}.${kind}`;
  expect(cosignTag(tag)).toEqual({ digest: `sha256:${HEX}`, kind });
  expect([referrersTag(tag), isReferrerTag(tag)]).toEqual([undefined, true]);
});

it('sha256-… alone is the index of the referrers of an image', () => {
  expect(referrersTag(`sha256-${HEX}`)).toBe(`sha256:${HEX}`);
  expect([cosignTag(`sha256-${HEX}`), isReferrerTag(`sha256-${HEX}`)]).toEqual([undefined, true]);
});

it.each(['v1', 'sha256-abc.sig', `sha256-${HEX}.txt`, `sha256-${HEX}.sig.old`, `sha256-${HEX}0`, `SHA256-${HEX}.sig`])(
  '%s is a tag like any other',
  (tag) => {
    expect([cosignTag(tag), referrersTag(tag), isReferrerTag(tag)]).toEqual([undefined, undefined, false]);
  },
);
