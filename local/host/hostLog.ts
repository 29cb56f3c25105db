import type { Platform } from '../platform';
import type { LogLevel } from './app/coreTypes';

const LEVELS: LogLevel[] = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'];
const SECRETS: [RegExp, string][] = [
  [/\bsig=[^&\s"',;]+/gi, '<hidden>'],
  [/\b(code|AccountKey|SharedAccessKey|client_secret|password)=[^&\s"',;]+/gi, '$1=<hidden>'],
  [/\b(Bearer|Basic|SharedKey) [A-Za-z0-9._~+/=:-]+/g, '$1 <hidden>'],
];

/** Writes the host's and the functions' log, one line an entry, without secrets. */
export interface HostLog {
  /** `category` is a function's name or a part of the host. */
  write(level: LogLevel, category: string, message: string): void;
  /** As `write`, for what a function logs: filtered by the levels of `Function.NAME`. */
  writeFunction(level: LogLevel, functionName: string, message: string): void;
}

/**
 * @param levels `logging.logLevel` of host.json: category or prefix of one → lowest level that is written
 * @param write takes one finished line, without its end
 */
export function createHostLog(
  platform: Platform,
  levels: Record<string, string>,
  write: (line: string) => void,
): HostLog {
  const put = (level: LogLevel, filter: string, shown: string, message: string): void => {
    if (rank(level) < lowest(levels, filter) || level === 'none') return;
    const text = SECRETS.reduce((line, [secret, hidden]) => line.replace(secret, hidden), message);
    write(`[${new Date(platform.now()).toISOString()}] [${level}] ${shown}: ${text.replace(/\s*\r?\n\s*/g, ' | ')}`);
  };
  return {
    write: (level, category, message) => put(level, `Host.${category}`, category, message),
    writeFunction: (level, name, message) => put(level, `Function.${name}.User`, `Functions.${name}`, message),
  };
}

function lowest(levels: Record<string, string>, category: string): number {
  const parts = category.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const level = levels[parts.slice(0, length).join('.')];
    if (level !== undefined) return rank(level);
  }
  return rank(levels['default'] ?? 'information');
}

function rank(level: string): number {
  const index = LEVELS.indexOf(level.toLowerCase() as LogLevel);
  return index < 0 ? LEVELS.indexOf('information') : index;
}
