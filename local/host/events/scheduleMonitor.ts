import path from 'node:path';
import { readJsonFile, writeJsonFile } from '../../files/jsonFile';
import type { ScheduleStatus } from './scheduleStatus';

/** Remembers timers over restarts of the host. */
export interface ScheduleMonitor {
  read(functionName: string): ScheduleStatus | undefined;
  write(functionName: string, status: ScheduleStatus): void;
}

/** One file a timer in `folder`: `<function>.json`, with times in ISO 8601. */
export function createScheduleMonitor(folder: string): ScheduleMonitor {
  const fileOf = (name: string): string => path.join(folder, `${encodeURIComponent(name)}.json`);
  return {
    read(name) {
      const kept = readJsonFile(fileOf(name)) as Record<string, string> | undefined;
      if (!kept) return undefined;
      const times = Object.entries(kept).map(([key, time]) => [key, Date.parse(time)] as const);
      return Object.fromEntries(times) as ScheduleStatus;
    },
    write(name, status) {
      const times = Object.entries(status).map(([key, time]) => [key, new Date(time as number).toISOString()] as const);
      writeJsonFile(fileOf(name), Object.fromEntries(times));
    },
  };
}
