import { ServiceUnavailableError } from '../../../src/domain/failures/errors';
import type { CopyStrategy } from '../../../src/domain/ports/copyStrategy';
import type { PortsOfDay } from '../azure/simulatedAzure';
import type { InWeather } from '../azure/weather';
import { outside, type AppProcess } from './appProcess';
import type { CallLog } from './callLog';

type Ports = PortsOfDay;

/** The ports as one life of the process reaches them: through the weather of the day, and only while it lives. */
export function guardPorts(process: AppProcess, inWeather: InWeather, calls: CallLog, ports: Ports): Ports {
  const reach = <Port extends object>(name: string, port: Port): Port =>
    process.guard(
      name,
      outside(port, (method, input, action) => {
        const end = endIn(input);
        return calls.made(process, name, method, input, () =>
          inWeather({ port: name, method, ...(end && { end }) }, action),
        );
      }),
    );
  const strategy =
    (name: string, create: CopyStrategy): CopyStrategy =>
    async (copy) => {
      const stage = await create(copy);
      return (block, signal) =>
        process.act(`${name}, block ${block.index}`, () =>
          cutOff(
            signal,
            calls.made(process, name, 'stage', [copy.blob.name, block.id], () =>
              inWeather({ port: name, method: 'stage' }, () => stage(block, signal)),
            ),
          ),
        );
    };
  return {
    ...ports,
    catalog: reach('catalog', ports.catalog),
    // The same registry answers: its weather is the same.
    listing: reach('catalog', ports.listing),
    pipelines: reach('pipelines', ports.pipelines),
    blobs: reach('blobs', ports.blobs),
    storedBlobs: reach('blobs', ports.storedBlobs),
    blockLists: reach('blockLists', ports.blockLists),
    transfers: reach('transfers', ports.transfers),
    // The same container holds them.
    pages: reach('transfers', ports.pages),
    ledger: reach('ledger', ports.ledger),
    rebuilds: reach('transfers', ports.rebuilds),
    pauses: reach('transfers', ports.pauses),
    pushes: reach('transfers', ports.pushes),
    canaries: reach('transfers', ports.canaries),
    schedules: reach('transfers', ports.schedules),
    sweeps: reach('transfers', ports.sweeps),
    cleanups: reach('transfers', ports.cleanups),
    removals: reach('transfers', ports.removals),
    pipelineRuns: reach('pipelines', ports.pipelineRuns),
    budgetedRuns: reach('pipelines', ports.budgetedRuns),
    arrivedBlobs: reach('blobs', ports.arrivedBlobs),
    slots: reach('slots', ports.slots),
    copyStrategies: {
      server: strategy('server', ports.copyStrategies.server),
      relay: strategy('relay', ports.copyStrategies.relay),
    },
  };
}

/** Which end of its route a call concerns: its registry tells. */
function endIn([first]: unknown[]): 'source' | 'target' | undefined {
  if (typeof first !== 'object' || first === null || !('registryName' in first)) return undefined;
  return first.registryName === 'builds' ? 'source' : 'target';
}

/** A request that hangs ends when its caller cuts it off. */
function cutOff<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const cut = new Promise<never>((_resolve, reject) => {
    const end = (): void => reject(new ServiceUnavailableError('stage a block', { words: 'it was cut off' }));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  work.catch(() => undefined);
  return Promise.race([work, cut]);
}
