import type { BrokenStack } from '../brokenStack';

/** The flags of an `az` command, without `--`: the values that stand after each. */
export type Flags = Readonly<Record<string, readonly string[]>>;

/** Does what an `az` command does, on the emulated services; answers the resource that it prints. */
export type AzCommand = (stack: BrokenStack, flags: Flags) => Promise<unknown>;

/** The one value of a flag. @throws Error where there is none, or more than one */
export function flag(flags: Flags, name: string): string {
  const [value, ...more] = flags[name] ?? [];
  if (value === undefined || more.length > 0) throw new Error(`--${name} needs one value.`);
  return value;
}
