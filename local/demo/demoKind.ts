import type { Platform } from '../platform';
import type { DemoOptions } from './connectDemo';

/** How a demo ended. */
export interface EndedDemo {
  succeeded: boolean;
  /** What `--json` prints. */
  document: object;
}

/** One of the demos. */
export interface DemoKind {
  /** What else may be wrong where not everything is right. */
  readonly doubt: string;
  /** What the last line says when all is right. */
  readonly proof: string;
  /** What `--json` prints where the demo did not come to its end. */
  readonly unfinished: object;
  /** Whether that has the seconds, too. */
  readonly isTimed: boolean;
  /** Whether requests to storage pass a gate, where they can be made to fail. */
  readonly needsStorageGate: boolean;
  /** The settings of the app that it needs, from those of the stack. */
  appSettings(folder: string, settings: Record<string, string>): Record<string, string>;
  /** @throws Error when a step cannot be taken. */
  run(platform: Platform, options: DemoOptions & { staysUp: boolean; routesFile: string }): Promise<EndedDemo>;
}
