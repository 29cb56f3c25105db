/** What the names of all probes begin with. */
export const PROBES = 'doctor/probe-';

const NAME = /^doctor\/probe-(\d{1,15})-[\w-]+\.txt$/;

/** The name of a blob that is written to see whether copies come through. @param at  milliseconds since 1970 @param id  a random text */
export function probeName(at: number, id: string): string {
  return `${PROBES}${at}-${id}.txt`;
}

/** When a probe was written, in milliseconds since 1970; undefined for any other blob. */
export function timeOfProbe(name: string): number | undefined {
  const [, at] = NAME.exec(name) ?? [];
  return at === undefined ? undefined : Number(at);
}

/** Whether a blob is a probe: it is no arrival. */
export function isProbe(name: string): boolean {
  return timeOfProbe(name) !== undefined;
}
