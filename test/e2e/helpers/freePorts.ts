import { requireFreePort } from '../../../local/stack/freePort';
import { type LocalPorts, portVariable, readLocalSettings } from '../../../local/settings';

/** Below the ports that systems give to outgoing connections: a port stays free while its process is restarted. */
const LOWEST = 12_000;
const HIGHEST = 31_999;

/** Ports that nothing listens on, and the environment that has a stack use them. */
export async function freePorts(): Promise<{ ports: LocalPorts; env: Record<string, string> }> {
  const { ports } = readLocalSettings({}, '/');
  const names = Object.keys(ports) as (keyof LocalPorts)[];
  const env: Record<string, string> = {};
  const taken = new Set<number>();
  for (const name of names) {
    let port = somePort();
    while (taken.has(port) || !(await isFree(port))) port = somePort();
    taken.add(port);
    ports[name] = port;
    env[portVariable(name)] = String(port);
  }
  return { ports, env };
}

function somePort(): number {
  return LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
}

function isFree(port: number): Promise<boolean> {
  return requireFreePort('a port', port).then(
    () => true,
    () => false,
  );
}
