import { readRoutesText } from '../../src/settings/readRoutesText';

const readers = {
  readFile: (path: string) => Promise.resolve(`file ${path}`),
  readBlob: (url: string) => Promise.resolve(`blob ${url}`),
};

describe('readRoutesText', () => {
  it('reads a blob where the location is a URL, else a file', async () => {
    const url = 'https://config.blob.core.windows.net/settings/routes.json';
    await expect(readRoutesText(url, readers)).resolves.toBe(`blob ${url}`);
    await expect(readRoutesText('a folder/routes.json', readers)).resolves.toBe('file a folder/routes.json');
  });

  it('says where it looked and what to check', async () => {
    // Prepare
    const cause = new Error('no such file');

    // Act
    const reading = readRoutesText('routes.json', { ...readers, readFile: () => Promise.reject(cause) });

    // Assess
    await expect(reading).rejects.toMatchObject({
      message: expect.stringMatching(/could not be read from routes\.json .*FERRY_ROUTES.*Check that/) as unknown,
      cause,
    });
  });
});
