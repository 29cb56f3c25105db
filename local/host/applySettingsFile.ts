import { readJson } from './hostConfiguration';

/**
 * Adds the `Values` of a local.settings.json to the environment; variables that are already set win, as in Core Tools.
 *
 * @throws Error when the file cannot be read or a value is no string; or when it names NODE_EXTRA_CA_CERTS and the
 * environment does not: Node reads that variable only when a process starts.
 */
export async function applySettingsFile(file: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { Values: values = {} } = await readJson<{ Values?: Record<string, unknown> }>(file);
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string') throw new Error(`${file}: Values.${name} is no string. Put it in quotes.`);
    if (env[name] !== undefined) continue;
    if (name === 'NODE_EXTRA_CA_CERTS') {
      throw new Error(
        `${file}: NODE_EXTRA_CA_CERTS has no effect on a running process. Set it before starting the host.`,
      );
    }
    env[name] = value;
  }
}
