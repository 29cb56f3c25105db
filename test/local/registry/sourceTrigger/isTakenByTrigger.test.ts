import { isTakenByTrigger, type ListedBlob } from '../../../../local/registry/sourceTrigger/isTakenByTrigger';

const NOW = Date.parse('2026-06-30T12:00:00Z');
const DAY = 24 * 60 * 60 * 1000;

describe('isTakenByTrigger', () => {
  const blob = (properties: Partial<ListedBlob['properties']> = {}, metadata?: Record<string, string>): ListedBlob => ({
    name: 'one.tar',
    properties: { etag: '0x1', lastModified: new Date(NOW), contentMD5: new Uint8Array(16), ...properties },
    metadata: metadata ?? { category: 'acr-transfer-blob' },
  });

  it.each([
    ['all that it needs', blob(), true],
    ['its metadata under another case of its name', blob({}, { Category: 'acr-transfer-blob' }), true],
    ['60 days of age', blob({ lastModified: new Date(NOW - 60 * DAY) }), true],
    ['more than 60 days of age', blob({ lastModified: new Date(NOW - 60 * DAY - 1000) }), false],
    ['no metadata', blob({}, {}), false],
    ['metadata of another kind', blob({}, { category: 'other' }), false],
    ['an MD5 that is none', blob({ contentMD5: new Uint8Array(8) }), false],
    ['another type', blob({ blobType: 'AppendBlob' }), false],
  ])('a blob with %s: %#', (_, listed, taken) => {
    expect(isTakenByTrigger(listed, NOW)).toBe(taken);
  });

  it('does not take a blob without an MD5', () => {
    const { contentMD5: _, ...properties } = blob().properties;
    expect(isTakenByTrigger({ ...blob(), properties }, NOW)).toBe(false);
  });
});
