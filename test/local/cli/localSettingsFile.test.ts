import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeLocalSettings } from '../../../local/cli/localSettingsFile';

describe('writeLocalSettings', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ferry settings '));
    file = path.join(folder, 'local.settings.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('writes what Core Tools read, for the owner alone', async () => {
    await writeLocalSettings(file, { FUNCTIONS_WORKER_RUNTIME: 'node' }, 7171);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      IsEncrypted: false,
      Values: { FUNCTIONS_WORKER_RUNTIME: 'node' },
      Host: { LocalHttpPort: 7171 },
    });
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it('keeps what else the file holds', async () => {
    // Prepare
    const own = { Values: { MINE: '1', FERRY_ROUTES: 'old' }, Host: { CORS: '*' }, ConnectionStrings: { DB: 'x' } };
    await writeFile(file, JSON.stringify(own));

    // Act
    await writeLocalSettings(file, { FERRY_ROUTES: 'new' }, 7071);

    // Assess
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      IsEncrypted: false,
      Values: { MINE: '1', FERRY_ROUTES: 'new' },
      Host: { CORS: '*', LocalHttpPort: 7071 },
      ConnectionStrings: { DB: 'x' },
    });
  });

  it.each(['{ "Values": ', '[]'])('leaves a file alone that holds %s', async (text) => {
    // Prepare
    await writeFile(file, text);

    // Act
    const writing = writeLocalSettings(file, {}, 7071);

    // Assess
    await expect(writing).rejects.toThrow('Correct or delete it');
    expect(await readFile(file, 'utf8')).toBe(text);
  });
});
