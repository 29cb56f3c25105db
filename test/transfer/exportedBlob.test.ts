import { isSameContent, lackingForImport, type BlobProperties } from '../../src/transfer/exportedBlob';

const fit: BlobProperties = {
  size: 10,
  etag: '"0x1"',
  contentMd5: 'CY9rzUYh03PK3k6DJie09g==',
  metadata: { category: 'acr-transfer-blob' },
};

const noMd5: BlobProperties = { size: fit.size, etag: fit.etag, metadata: fit.metadata };

describe('lackingForImport', () => {
  test.each([{ category: 'acr-transfer-blob' }, { Category: 'acr-transfer-blob', other: 'x' }])(
    'a blob with a Content-MD5 and the metadata %j lacks nothing',
    (metadata) => expect(lackingForImport({ ...fit, metadata })).toBeUndefined(),
  );

  test('names what is lacking, all at once', () => {
    expect(lackingForImport(noMd5)).toBe('a Content-MD5');
    expect(lackingForImport({ ...fit, metadata: {} })).toBe('the metadata category=acr-transfer-blob');
    expect(lackingForImport({ ...fit, metadata: { category: 'ACR-TRANSFER-BLOB' } })).toContain('the metadata');
    expect(lackingForImport({ ...noMd5, metadata: {} })).toBe(
      'a Content-MD5 and the metadata category=acr-transfer-blob',
    );
  });
});

describe('isSameContent', () => {
  test('length and Content-MD5 decide, not the ETag or the metadata', () => {
    expect(isSameContent(fit, { ...fit, etag: '"0x2"', metadata: {} })).toBe(true);
    expect(isSameContent(fit, { ...fit, size: 11 })).toBe(false);
    expect(isSameContent(fit, { ...fit, contentMd5: 'other' })).toBe(false);
  });

  test('without a Content-MD5 nothing is the same', () => {
    expect(isSameContent(noMd5, noMd5)).toBe(false);
    expect(isSameContent(fit, noMd5)).toBe(false);
  });
});
