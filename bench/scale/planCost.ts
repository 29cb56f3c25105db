import { fork } from 'node:child_process';
import path from 'node:path';
import { MACHINE } from '../../local/machine';
import { ensureCertificate } from '../../local/stack/certificate';
import { endpointsOf } from '../../local/stack/stackEndpoints';
import { makeRoutesFile } from '../../local/stack/makeRoutesFile';
import { readStackSettings } from '../../local/stack/stackSettings';
import type { MeasuredPlan } from './planMain';
import { type RegistryReads, type RegistryShape, startScriptedRegistry } from './scriptedRegistry';

export interface PlanCost extends MeasuredPlan, RegistryReads {
  /** Digests of which the plan has to read the manifest: how many the registry has. */
  digests: number;
}

/** Plans everything of a scripted registry in a process of its own; the registry is in this one. */
export async function measurePlan(folder: string, shape: RegistryShape): Promise<PlanCost> {
  const certificate = await ensureCertificate(MACHINE, folder);
  const registry = await startScriptedRegistry(shape, certificate);
  try {
    const routes = makeRoutesFile(endpointsOf(readStackSettings({}, folder).ports));
    const args = [path.join(folder, 'state'), new URL(registry.origin).host, JSON.stringify(routes)];
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate.caFile };
    const child = fork(path.join(__dirname, 'planMain.js'), args, { env });
    let measured: MeasuredPlan | undefined;
    child.on('message', (message: MeasuredPlan) => (measured = message));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    if (!measured) throw new Error(`Nothing was planned (exit code ${String(code)}); the reason is above.`);
    return { ...measured, ...registry.reads(), digests: shape.repositories * shape.digestsEach };
  } finally {
    await registry.close();
  }
}
