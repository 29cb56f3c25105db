import { readAppJson } from './hostConfiguration';

/**
 * Adds the `Values` of a local.settings.json to the environment; variables that are already set win, as in Core Tools.
 *
 * @throws Error when the file cannot be read or a value is no string; or when the environment's NODE_EXTRA_CA_CERTS is
 * not the one that the file names: Node reads that variable only when a process starts.
 */
export async function applySettingsFile(file: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { Values: values = {} } = await readAppJson<{ Values?: Record<string, unknown> }>(file);
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string') throw new Error(`${file}: Values.${name} is no string. Put it in quotes.`);
    if (name === 'NODE_EXTRA_CA_CERTS') requireStartedWith(value, env[name], file);
    env[name] ??= value;
  }
}

function requireStartedWith(wanted: string, found: string | undefined, file: string): void {
  if (found === wanted) return;
  const is = !found ? 'is not set' : `is ${found}`;
  throw new Error(
    `NODE_EXTRA_CA_CERTS ${is} in the environment and ${wanted} in ${file}; Node reads it only when a process starts. ` +
      `Run this, then start the host again: export NODE_EXTRA_CA_CERTS='${wanted.replaceAll("'", `'\\''`)}'`,
  );
}
