import { requireFreePort } from '../../../local/http/freePort';
import { type StackPorts, portVariable, readStackSettings } from '../../../local/stack/stackSettings';

/** Below the ports that systems give to outgoing connections: a port stays free while its process is restarted. */
const LOWEST = 12_000;
const HIGHEST = 31_999;

/** Ports that nothing listens on, and the environment that has a stack use them. */
export async function freePorts(): Promise<{ ports: StackPorts; env: Record<string, string> }> {
  const { ports } = readStackSettings({}, '/');
  const names = Object.keys(ports) as (keyof StackPorts)[];
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
