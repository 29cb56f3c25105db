import path from 'node:path';

/** The folder of the app: package.json, host.json and `dist`, which this compiled file is three levels deep in. */
export const PROJECT_FOLDER = path.resolve(__dirname, '../../..');
