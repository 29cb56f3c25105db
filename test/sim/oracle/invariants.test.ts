import type { Ledger } from '../../../src/domain/ports/ledger';
import type { SlotStore } from '../../../src/domain/ports/slots';
import { NO_SLOTS } from '../../../src/domain/slots/slots';
import type { Mutation } from '../app/appLife';
import { drawDay } from '../day/drawDay';
import { judge } from '../judge';

const MOST_DAYS = 50;

/** A store's methods, which may be those of its class. */
function withMethods(slots: SlotStore): SlotStore {
  return { read: (window) => slots.read(window), write: (...written) => slots.write(...written) };
}

/** Whether an invariant finds a defect; with `none`, on days without a fault of their own. */
async function finds(says: string, defect: Mutation, faults: 'none' | 'drawn'): Promise<boolean> {
  for (let seed = 1; seed <= MOST_DAYS; seed += 1) {
    const day = drawDay(seed);
    const { findings } = await judge(faults === 'none' ? { ...day, faults: [] } : day, defect);
    if (findings.some((finding) => finding.startsWith(says))) return true;
  }
  return false;
}

const DEFECTS: { name: string; says: string; faults: 'none' | 'drawn'; defect: Mutation }[] = [
  {
    name: 'staged blocks are not seen',
    says: 'no block twice without cause: ',
    faults: 'drawn',
    defect: (deps) => ({ ...deps, blockLists: { ...deps.blockLists, staged: async () => new Map() } }),
  },
  {
    name: 'a run that is at work looks as if it had succeeded',
    says: 'what cleared before the deadline did not fail: ',
    faults: 'none',
    defect: (deps) => ({
      ...deps,
      pipelines: {
        ...deps.pipelines,
        getRun: async (end, name) => {
          const run = await deps.pipelines.getRun(end, name);
          return run && { ...run, provisioningState: 'Succeeded', status: 'Succeeded' };
        },
      },
    }),
  },
  {
    name: 'the target shows what it does not have',
    says: 'delivered is true: ',
    faults: 'drawn',
    defect: (deps) => ({
      ...deps,
      catalog: {
        ...deps.catalog,
        findDigest: async ({ ...end }, route, artifact) =>
          deps.catalog.findDigest(
            end.registryName === 'builds' ? end : { ...end, registryName: 'builds' },
            route,
            artifact,
          ),
      },
    }),
  },
  {
    name: 'a blob that is to be deleted stays',
    says: 'nothing stays unsaid: ',
    faults: 'none',
    defect: (deps) => ({ ...deps, blobs: { ...deps.blobs, remove: async () => undefined } }),
  },
  {
    name: 'nobody sees who else holds a slot',
    says: 'no more runs at once than the windows let: ',
    faults: 'none',
    defect: (deps) => ({
      ...deps,
      slots: {
        ...withMethods(deps.slots),
        read: async (window) => ({ ...(await deps.slots.read(window)), slots: NO_SLOTS }),
      },
    }),
  },
  {
    name: 'slots are not given back',
    says: 'no slot is left: ',
    faults: 'none',
    defect: (deps) => ({
      ...deps,
      slots: {
        ...withMethods(deps.slots),
        write: async (window, slots, version) => slots.holders.length === 0 || deps.slots.write(window, slots, version),
      },
    }),
  },
  {
    name: 'no report is written',
    says: 'a report always: ',
    faults: 'none',
    defect: (deps) => ({
      ...deps,
      transfers: new Proxy(deps.transfers, {
        get: (store, name, self) => (name === 'writeReport' ? async () => undefined : Reflect.get(store, name, self)),
      }),
    }),
  },
  {
    name: 'the index is never written',
    says: 'the API and the index say what the report says: ',
    faults: 'none',
    defect: (deps) => ({
      ...deps,
      transfers: new Proxy(deps.transfers, {
        get: (store, name, self) => (name === 'index' ? async () => undefined : Reflect.get(store, name, self)),
      }),
    }),
  },
  {
    name: 'the ledger is never written',
    says: 'the ledger holds what was delivered: ',
    faults: 'none',
    defect: (deps) => ({ ...deps, ledger: withRecord(deps.ledger, async () => undefined) }),
  },
  {
    name: 'the ledger notes when it is written instead of when an artifact arrived',
    says: 'the ledger holds what was delivered: ',
    faults: 'drawn',
    defect: (deps) => ({
      ...deps,
      ledger: withRecord(deps.ledger, (route, { id }, delivered) =>
        deps.ledger.record(route, { id, at: new Date(deps.machine.now()).toISOString() }, delivered),
      ),
    }),
  },
];

function withRecord(ledger: Ledger, record: Ledger['record']): Ledger {
  return new Proxy(ledger, {
    get: (store, name, self) => (name === 'record' ? record : Reflect.get(store, name, self)),
  });
}

it.each(DEFECTS)(
  'a defect is found: $name',
  async ({ says, faults, defect }) => {
    expect(await finds(says, defect, faults)).toBe(true);
  },
  240_000,
);
