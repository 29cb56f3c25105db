import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startHost } from '../../../local/launcher/startHost';
import type { StartedHost } from '../../../local/launcher/startedHost';
import { freePort } from '../../../local/http/freePort';

export const FIXTURE_APP = path.resolve(__dirname, '../../fixtures/host-app');

/** The fixture app on the built-in host, in a folder with a space in its name. */
export interface HostFixture {
  host: StartedHost;
  log: string[];
  folder: string;
  port: number;
  start(): Promise<StartedHost>;
  end(): Promise<void>;
}

export async function startHostFixture(): Promise<HostFixture> {
  const folder = mkdtempSync(path.join(tmpdir(), 'host fixture '));
  const port = await freePort();
  const log: string[] = [];
  const start = async (): Promise<StartedHost> => {
    fixture.host = await startHost({
      app: FIXTURE_APP,
      port,
      stateFolder: folder,
      prefer: 'built-in',
      env: { SCHEDULE: '0 0 0 1 1 *' },
      onLog: (line) => log.push(line),
    });
    return fixture.host;
  };
  const fixture: HostFixture = {
    host: undefined as unknown as StartedHost,
    log,
    folder,
    port,
    start,
    async end() {
      await fixture.host.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await start();
  return fixture;
}

/** Asks until `read` answers something. */
export async function waitFor<T>(read: () => Promise<T | undefined> | T | undefined, timeoutMs = 20_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error('What the test waits for did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
