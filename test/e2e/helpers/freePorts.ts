import { freePort } from '../../../local/stack/freePort';
import { type LocalPorts, portVariable, readLocalSettings } from '../../../local/settings';

/** Ports that nothing listens on, and the environment that has a stack use them. */
export async function freePorts(): Promise<{ ports: LocalPorts; env: Record<string, string> }> {
  const { ports } = readLocalSettings({}, '/');
  const taken = new Set<number>();
  const env: Record<string, string> = {};
  for (const name of Object.keys(ports) as (keyof LocalPorts)[]) {
    let port = await freePort();
    while (taken.has(port)) port = await freePort();
    taken.add(port);
    ports[name] = port;
    env[portVariable(name)] = String(port);
  }
  return { ports, env };
}
