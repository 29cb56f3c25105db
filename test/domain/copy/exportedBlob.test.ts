import { isCopyOf, lackingForImport, metadataOfCopy, type BlobProperties } from '../../../src/domain/copy/exportedBlob';

const fit: BlobProperties = {
  size: 10,
  etag: '"0x1"',
  contentMd5: 'CY9rzUYh03PK3k6DJie09g==',
  metadata: { category: 'acr-transfer-blob' },
};

const noMd5: BlobProperties = { size: fit.size, etag: fit.etag, metadata: fit.metadata };

describe('lackingForImport', () => {
  it.each([{ category: 'acr-transfer-blob' }, { Category: 'acr-transfer-blob', other: 'x' }])(
    'a blob with a Content-MD5 and the metadata %j lacks nothing',
    (metadata) => expect(lackingForImport({ ...fit, metadata })).toBeUndefined(),
  );

  it('names what is lacking, all at once', () => {
    expect(lackingForImport(noMd5)).toBe('a Content-MD5');
    expect(lackingForImport({ ...fit, metadata: {} })).toBe('the metadata category=acr-transfer-blob');
    expect(lackingForImport({ ...fit, metadata: { category: 'ACR-TRANSFER-BLOB' } })).toContain('the metadata');
    expect(lackingForImport({ ...noMd5, metadata: {} })).toBe(
      'a Content-MD5 and the metadata category=acr-transfer-blob',
    );
  });
});

describe('isCopyOf', () => {
  it('goes by length and Content-MD5, whatever the ETag and the metadata', () => {
    expect(isCopyOf(fit, { ...fit, etag: '"0x2"', metadata: {} })).toBe(true);
    expect(isCopyOf(fit, { ...fit, size: 11 })).toBe(false);
    expect(isCopyOf(fit, { ...fit, contentMd5: 'other' })).toBe(false);
  });

  it('wants a copy without a Content-MD5 to have been made of this very version of the source', () => {
    expect(isCopyOf(noMd5, noMd5)).toBe(false);
    expect(isCopyOf(fit, noMd5)).toBe(false);
    const copied = { ...noMd5, etag: '"0x9"', metadata: metadataOfCopy(fit) };
    expect(isCopyOf(copied, fit)).toBe(true);
    expect(isCopyOf({ ...copied, metadata: { FerrySourceEtag: fit.etag } }, fit)).toBe(true);
    expect(isCopyOf(copied, { ...fit, etag: '"0x2"' })).toBe(false);
    expect(isCopyOf({ ...copied, size: 9 }, fit)).toBe(false);
  });
});

it('metadataOfCopy keeps what the source has, and sees to what an import relies on', () => {
  const metadata = { Category: 'other', origin: 'low', ferrysourceetag: '"0x0"' };
  expect(metadataOfCopy({ ...fit, metadata })).toEqual({
    origin: 'low',
    category: 'acr-transfer-blob',
    ferrysourceetag: '"0x1"',
  });
});
