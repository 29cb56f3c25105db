import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeJsonFile } from '../files/jsonFile';

/** The folder of the app: package.json, host.json and `dist`, which this compiled file is three levels deep in. */
export const PROJECT_FOLDER = path.resolve(__dirname, '../../..');

/** Where Core Tools look for app settings. */
export const LOCAL_SETTINGS_FILE = path.join(PROJECT_FOLDER, 'local.settings.json');

interface SettingsFile {
  IsEncrypted?: boolean;
  Values?: Record<string, string>;
  Host?: Record<string, unknown>;
}

/**
 * Writes the app settings into a local.settings.json, where Core Tools look for them. What else the file holds is kept:
 * other values, connection strings, CORS.
 *
 * @throws Error when the file is there and is not a JSON object; it is left as it is then.
 */
export async function writeLocalSettings(file: string, values: Record<string, string>, port: number): Promise<void> {
  const found = await readSettings(file);
  const merged: SettingsFile = {
    ...found,
    IsEncrypted: false,
    Values: { ...found.Values, ...values },
    Host: { ...found.Host, LocalHttpPort: port },
  };
  writeJsonFile(file, merged, { mode: 0o600 });
}

async function readSettings(file: string): Promise<SettingsFile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch (error) {
    throw new Error(`${file} is not JSON (${(error as Error).message}). Correct or delete it, then start again.`, {
      cause: error,
    });
  }
  throw new Error(`${file} is not a JSON object. Correct or delete it, then start again.`);
}
