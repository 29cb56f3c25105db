import type { DurableInvoker } from '../../local/host/durable/taskHub';
import { createArrival, runArrival, type Arrival } from '../orchestrations/runArrival';
import { createStripped } from '../orchestrations/strippedArrival';
import { createWatched } from '../orchestrations/watchedArrival';

type Wrap = (invoker: DurableInvoker) => DurableInvoker;

/**
 * Blobs that arrive: with their manifest, with one that comes late, without one, canceled, imported by the registry itself or by the app in
 * its place, taken up by another host, repaired, set aside, and read because it has no Content-MD5.
 */
export const ARRIVALS: Readonly<Record<string, (wrap: Wrap) => Promise<unknown>>> = {
  'arrival-imported': async (wrap) => runArrival(await withManifest(), { wrap }),
  'arrival-manifest-late': async (wrap) => {
    const arrival = createArrival();
    arrival.after(1, () => arrival.putManifest());
    await runArrival(arrival, { wrap });
  },
  'arrival-unverified': (wrap) => runArrival(createArrival(), { wrap, input: { manifestWaitMinutes: 0 } }),
  'arrival-canceled': async (wrap) => {
    const arrival = createArrival();
    arrival.after(1, () => arrival.transfers.requestCancel('t1'));
    await runArrival(arrival, { wrap });
  },
  'arrival-imported-by-the-registry': async (wrap) => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.registryImports(2);
    await runArrival(arrival, { wrap });
  },
  'arrival-taken-over': async (wrap) => {
    const arrival = createWatched();
    await arrival.putManifest();
    await runArrival(arrival, { wrap, input: { takeOverMinutes: 1 } });
  },
  'arrival-taken-up': async (wrap) => runArrival(await withManifest(), { wrap, input: { life: 'r1' } }),
  'arrival-repaired': async (wrap) => runArrival(await createStripped('repair'), { wrap }),
  'arrival-digested': async (wrap) => runArrival(await createStripped(undefined), { wrap }),
  'arrival-set-aside': async (wrap) => runArrival(await createStripped('quarantine'), { wrap }),
};

async function withManifest(): Promise<Arrival> {
  const arrival = createArrival();
  await arrival.putManifest();
  return arrival;
}
