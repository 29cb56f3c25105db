import { readRoutesFile } from '../../src/settings/routes/readRoutesFile';

const readers = {
  readFile: (path: string) => Promise.resolve(Buffer.from(`file ${path}`)),
  readBlob: (url: string) => Promise.resolve(Buffer.from(`blob ${url}`)),
};

describe('readRoutesFile', () => {
  it('reads a blob where the location is a URL, else a file', async () => {
    const url = 'https://config.blob.core.windows.net/settings/routes.json';
    await expect(readRoutesFile(url, readers)).resolves.toEqual(Buffer.from(`blob ${url}`));
    await expect(readRoutesFile('a folder/routes.json', readers)).resolves.toEqual(
      Buffer.from('file a folder/routes.json'),
    );
  });

  it('says where it looked and what to check', async () => {
    // Prepare
    const cause = new Error('no such file');

    // Act
    const reading = readRoutesFile('routes.json', { ...readers, readFile: () => Promise.reject(cause) });

    // Assess
    await expect(reading).rejects.toMatchObject({
      message: expect.stringMatching(/could not be read from routes\.json .*FERRY_ROUTES.*Check that/) as unknown,
      cause,
    });
  });

  it('gives only the code of a failure where the location may be a secret', async () => {
    const cause = Object.assign(new Error("ENOENT: no such file, open 'Tr0ub4dor3'"), { code: 'ENOENT' });
    const reading = readRoutesFile('Tr0ub4dor3', { ...readers, readFile: () => Promise.reject(cause) });
    await expect(reading).rejects.toMatchObject({
      message: expect.stringMatching(/could not be read from a text of 10 characters/) as unknown,
      cause: new Error('ENOENT'),
    });
  });
});
