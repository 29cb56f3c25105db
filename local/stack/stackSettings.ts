import path from 'node:path';

/** TCP ports of the local stack, all on 127.0.0.1. */
export interface StackPorts {
  /** Functions host (http). */
  host: number;
  /** Source registry, data plane (https). */
  sourceRegistry: number;
  /** Target registry, data plane (https). */
  targetRegistry: number;
  /** Management plane of both registries (https). */
  arm: number;
  /** Key Vault secrets (https). */
  vault: number;
  /** Managed-identity endpoint (http). */
  identity: number;
  /** Login authority of Microsoft Entra ID (https). */
  login: number;
  /** Admin endpoint: service times, slots, faults, holds (http). */
  admin: number;
  /** Blob storage of the source, target and state accounts (https). */
  storage: number;
  /** Blob, queue and table storage of the Functions host itself (http). */
  hostBlob: number;
  hostQueue: number;
  hostTable: number;
}

export interface StackSettings {
  /** Absolute path of the one folder that holds all state. */
  folder: string;
  ports: StackPorts;
  /** Whether a proxy that counts, holds and fails requests stands in front of the TLS storage. */
  storageGate: boolean;
}

const DEFAULT_PORTS: StackPorts = {
  host: 7071,
  sourceRegistry: 5001,
  targetRegistry: 5002,
  arm: 5003,
  vault: 5004,
  identity: 5005,
  admin: 5006,
  login: 5007,
  storage: 10010,
  hostBlob: 10000,
  hostQueue: 10001,
  hostTable: 10002,
};

/**
 * Reads the local stack's settings from the environment.
 *
 * `FERRY_LOCAL_FOLDER` (default `.local/stack` below `cwd`), `FERRY_LOCAL_PORT_OFFSET` (added to every default port),
 * `FERRY_LOCAL_PORT_<NAME>` for one port (`FERRY_LOCAL_PORT_HOST`, `…_SOURCE_REGISTRY`, …), `FERRY_LOCAL_STORAGE_GATE=1`.
 *
 * @throws Error naming the variable when a port is not a number between 1 and 65535, or is given twice.
 */
export function readStackSettings(env: NodeJS.ProcessEnv, cwd: string): StackSettings {
  const offset = readNumber(env, 'FERRY_LOCAL_PORT_OFFSET', 0, 0);
  const ports = { ...DEFAULT_PORTS };
  for (const name of Object.keys(ports) as (keyof StackPorts)[]) {
    ports[name] = readNumber(env, portVariable(name), ports[name] + offset, 1);
    if (ports[name] > 65535) {
      throw new Error(`FERRY_LOCAL_PORT_OFFSET is ${offset}, which puts a port above 65535; expected at most 55000.`);
    }
  }
  requireDistinct(ports);
  return {
    folder: path.resolve(cwd, env['FERRY_LOCAL_FOLDER'] || '.local/stack'),
    ports,
    storageGate: env['FERRY_LOCAL_STORAGE_GATE'] === '1',
  };
}

/** The environment variable that sets one port: `sourceRegistry` → `FERRY_LOCAL_PORT_SOURCE_REGISTRY`. */
export function portVariable(name: keyof StackPorts): string {
  return `FERRY_LOCAL_PORT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function requireDistinct(ports: StackPorts): void {
  const names = Object.keys(ports) as (keyof StackPorts)[];
  for (const [index, name] of names.entries()) {
    const other = names.slice(0, index).find((earlier) => ports[earlier] === ports[name]);
    if (other)
      throw new Error(
        `${portVariable(other)} and ${portVariable(name)} are both ${ports[name]}; expected two different ports.`,
      );
  }
}

function readNumber(env: NodeJS.ProcessEnv, name: string, fallback: number, lowest: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < lowest || value > 65535) {
    throw new Error(`${name} is "${text}"; expected a whole number between ${lowest} and 65535.`);
  }
  return value;
}
