import type { Platform } from '../../../platform';

/** A new id of an execution, in the form of the extension's: a UUID without hyphens. */
export function newExecutionId(platform: Platform): string {
  return platform.newId().replaceAll('-', '');
}

/** A new id of a trace span: 16 hexadecimal digits. */
export function newSpanId(platform: Platform): string {
  return platform.newId().replaceAll('-', '').slice(-16);
}
