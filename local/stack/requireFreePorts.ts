import { isPortFree } from '../http/freePort';
import { portVariable, type StackPorts } from './stackSettings';

const PORT_NAMES: Record<keyof StackPorts, string> = {
  host: 'Functions host',
  sourceRegistry: 'source registry',
  targetRegistry: 'target registry',
  arm: 'management plane',
  vault: 'key vault',
  identity: 'managed identity',
  admin: 'admin endpoint',
  login: 'login authority',
  storage: 'storage',
  hostBlob: 'blobs of the host storage',
  hostQueue: 'queues of the host storage',
  hostTable: 'tables of the host storage',
};
/** Offsets that differ by a multiple of this, 5000 apart, put no two stacks on one port. */
const STEP = 100;
const HIGHEST_PORT = 65_535;

/**
 * Makes sure that nothing listens on the ports of a stack that is about to start.
 *
 * @param names the ports that are wanted
 * @throws Error naming every port that is taken, what wanted it, and an offset with which all of them are free.
 */
export async function requireFreePorts(ports: StackPorts, names: readonly (keyof StackPorts)[]): Promise<void> {
  const taken: (keyof StackPorts)[] = [];
  for (const name of names) if (!(await isPortFree(ports[name]))) taken.push(name);
  if (taken.length === 0) return;
  const list = taken
    .map((name) => `port ${ports[name]} is in use (${PORT_NAMES[name]}, ${portVariable(name)})`)
    .join(', ');
  const more = await freeDistance([...new Set(names.map((name) => ports[name]))]);
  const other = more === undefined ? '' : ` A --port-offset (FERRY_LOCAL_PORT_OFFSET) that is ${more} higher is free.`;
  throw new Error(
    `On 127.0.0.1 ${list}, so nothing was started. Another stack may run there, with this offset or one ` +
      `close to it. Stop it, or choose other ports.${other}`,
  );
}

async function freeDistance(ports: readonly number[]): Promise<number | undefined> {
  for (let distance = STEP; Math.max(...ports) + distance <= HIGHEST_PORT; distance += STEP) {
    const free = await Promise.all(ports.map((port) => isPortFree(port + distance)));
    if (free.every(Boolean)) return distance;
  }
  return undefined;
}
