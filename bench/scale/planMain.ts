import { randomBytes } from 'node:crypto';
import type { OrchestrationContext, Task } from 'durable-functions';
import { bindActivities, type Activities } from '../../src/activities/activities';
import type { ActivityDependencies } from '../../src/activities/dependencies';
import { createCatalog } from '../../src/azure/registry/catalog';
import { budgetReads } from '../../src/azure/registry/budgetReads';
import { createRegistryListing } from '../../src/azure/registry/listing';
import { createReadBudget } from '../../src/azure/registry/readBudget';
import { createLedger } from '../../src/azure/state/ledger/ledger';
import { createManifestMemory } from '../../src/azure/state/manifestMemory';
import { createTransferPages } from '../../src/azure/state/transfers/transferPages';
import { createTransferStore } from '../../src/azure/state/transfers/transferStore';
import type { CredentialFor } from '../../src/azure/identity/credentials';
import { planSelection } from '../../src/orchestrations/planSelection';
import { MACHINE } from '../../src/services/machine';
import { loadRoutes } from '../../src/settings/routes/loadRoutes';
import { startLedgerStorage } from '../ledger/ledgerStorage';
import { endWithStarter } from '../measure/endWithStarter';
import { readUsage } from '../measure/usage';

/** What a plan took. */
export interface MeasuredPlan {
  seconds: number;
  artifacts: number;
  batches: number;
  stateTransactions: number;
  /** The largest resident set of the planning process, Node itself included; absent where the kernel does not tell. */
  peakMiB?: number;
}

/** High enough to be no limit. */
const READS_PER_MINUTE = 100_000;

/** `planMain.js FOLDER LOGIN_SERVER ROUTES`: plans everything of a registry, by the app's own orchestration and activities. */
async function main(): Promise<void> {
  endWithStarter();
  const [folder = '', loginServer = '', routesText = ''] = process.argv.slice(2);
  const storage = await startLedgerStorage(folder);
  try {
    const container = await storage.createContainer('state');
    const began = performance.now();
    const plan = await planAll(container, loginServer, routesText);
    const seconds = (performance.now() - began) / 1000;
    const peakMiB = readUsage(process.pid)?.peakRssMiB;
    const measured: MeasuredPlan = {
      seconds,
      ...plan,
      stateTransactions: storage.traffic.transactions,
      ...(peakMiB !== undefined && { peakMiB }),
    };
    await new Promise((resolve) => process.send?.(measured, resolve));
  } finally {
    await storage.stop();
  }
  process.exit(0);
}

async function planAll(
  container: Parameters<typeof createTransferStore>[0],
  loginServer: string,
  routesText: string,
): Promise<{ artifacts: number; batches: number }> {
  const credential = { getToken: async () => ({ token: 'entra', expiresOnTimestamp: MACHINE.now() + 3_600_000 }) };
  const credentialFor: CredentialFor = () => credential;
  const findLoginServer = async (): Promise<string> => loginServer;
  const reads = {
    catalog: createCatalog(credentialFor, findLoginServer),
    listing: createRegistryListing(credentialFor, findLoginServer),
  };
  const transfers = createTransferStore(container, MACHINE);
  const deps = {
    machine: MACHINE,
    transfers,
    pages: createTransferPages(container),
    ledger: createLedger(container, MACHINE),
    manifestMemory: createManifestMemory(container),
    ...budgetReads(reads, createReadBudget(READS_PER_MINUTE, MACHINE)),
  };
  const [route] = loadRoutes(routesText).routes.values();
  if (!route) throw new Error('The routes file of the bench has no route.');
  const transferId = `t${randomBytes(16).toString('hex')}`;
  await transfers.claim({
    id: transferId,
    route: route.name,
    pinnedRoute: route,
    artifacts: [],
    select: { rules: [{ repositories: ['**'] }] },
    dryRun: true,
    startedBy: { kind: 'functionKey', name: 'bench' },
    createdAt: new Date(MACHINE.now()).toISOString(),
  });
  // A plan needs no others.
  const activities = bindActivities(deps as unknown as ActivityDependencies, () => {
    throw new Error('A plan needs no orchestrations.');
  });
  const patience = { stepMinutes: 5, accessMinutes: 0, verificationSeconds: 0 };
  const planned = await drive(activities, (context) => planSelection(context, { transferId, patience }));
  if (planned.end !== 'done') throw new Error(`The plan failed: ${JSON.stringify(planned)}`);
  const { artifacts = 0, batches = 0 } = planned.value.stored ?? {};
  return { artifacts, batches };
}

type Pending = () => Promise<unknown>;

/** Runs an orchestration in this process: calls are made at once, and timers wait. */
async function drive<T>(
  activities: Activities,
  begin: (context: OrchestrationContext) => Generator<Task, T>,
): Promise<T> {
  const df = {
    instanceId: 'bench',
    get currentUtcDateTime() {
      return new Date(MACHINE.now());
    },
    callActivity:
      (name: keyof Activities, input: never): Pending =>
      () =>
        activities[name](input),
    createTimer:
      (until: Date): Pending =>
      () =>
        MACHINE.wait(until.getTime() - MACHINE.now(), new AbortController().signal),
    setCustomStatus: () => undefined,
  };
  const steps = begin({ df } as unknown as OrchestrationContext) as Generator<unknown, T, unknown>;
  let step = steps.next();
  while (!step.done) step = steps.next(await (step.value as Pending)());
  return step.value;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
