import path from 'node:path';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';
import { STACK_NAMES } from '../stackNames';

/** Routes of the demo beside that of the stack. */
export const HANDS_OFF = {
  gap: 'to-the-gap',
  inbox: 'from-the-gap',
  prefix: 'inbox/',
  schedule: 'every-minute',
} as const;

interface RoutesFile {
  routes: Record<string, Record<string, unknown>>;
}

const ON_PUSH = { quietSeconds: 1, maxWaitSeconds: 10 };
/** Everything verified goes at once, but for the newest pipeline run. */
const RETENTION = { runDays: 0, keepRuns: 1, blobDays: 0 };

/**
 * Writes a routes file whose routes start by themselves: what is pushed, what a schedule takes, what is exported for a courier, what a
 * courier brings.
 *
 * @returns the app settings, with that file
 */
export function writeHandsOffRoutes(folder: string, appSettings: Record<string, string>): Record<string, string> {
  const file = readJsonFile(appSettings['FERRY_ROUTES'] ?? '') as RoutesFile;
  const { source, target, copy } = file.routes[STACK_NAMES.route] ?? {};
  const routes = {
    [STACK_NAMES.route]: {
      ...{ source, target, copy, keepBlobs: true, retention: RETENTION, whenBusy: 'queue' },
      onPush: { ...ON_PUSH, select: take('pushed/**') },
      schedules: [{ name: HANDS_OFF.schedule, cron: '* * * * *', timeZone: 'UTC', select: take('nightly/**') }],
    },
    [HANDS_OFF.gap]: { source, select: take('carried/**'), onPush: ON_PUSH },
    [HANDS_OFF.inbox]: { target, arrivals: { prefix: HANDS_OFF.prefix, manifestWaitMinutes: 5 } },
  };
  const written = path.join(folder, 'routes of the demo.json');
  writeJsonFile(written, { ...file, routes });
  return { ...appSettings, FERRY_ROUTES: written };
}

function take(repositories: string): object {
  return { rules: [{ repositories: [repositories] }] };
}
