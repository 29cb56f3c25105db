import type { ActivityDependencies } from '../../../src/activities/dependencies';
import { readSasOf } from '../../../src/azure/storage/containers';
import type { CopyStrategy } from '../../../src/domain/ports/copyStrategy';
import type { RouteEnd } from '../../../src/domain/route';
import { AccessDeniedError, CopySourceRefusedError } from '../../../src/domain/failures/errors';
import type { Machine } from '../app/simulatedMachine';
import { faultsOf, type Day } from '../day/day';
import { sasNumber, serviceSays } from './serviceSays';
import type { Truths } from './truths';
import { permitDenial, type InWeather } from './weather';

type Storage = Pick<ActivityDependencies, 'blobs' | 'storedBlobs' | 'blockLists' | 'copyStrategies'>;

const SECRET = 'https://vault.example/secrets/';

/** The secret of an end whose container is opened with a SAS. */
export function sasSecretOf(registryName: string): string {
  return `${SECRET}${registryName}`;
}

/**
 * The same storage, which wants a SAS at the ends that name one: read from the vault at each use, by the app's own reader.
 * A SAS that was renewed is refused from the time that the day says.
 */
export function behindSas(
  day: Day,
  machine: Machine,
  { storage, truths, inWeather }: { storage: Storage; truths: Truths; inWeather: InWeather },
): Storage {
  const begun = machine.now();
  const second = (): number => (machine.now() - begun) / 1000;
  const rotationsOf = (uri: string) =>
    faultsOf(day, 'sasRotated').filter(({ end }) => (end === 'source') === (uri === sasSecretOf('builds')));
  const readSecret = (uri: string): Promise<string> =>
    inWeather({ port: 'vault', method: 'readSecret' }, async () =>
      sasNumber(rotationsOf(uri).filter(({ storedAtSecond }) => storedAtSecond <= second()).length),
    );

  /** The SAS that the app uses now at an end; undefined where it uses its identity. */
  const sasFor = (end: RouteEnd): Promise<string | undefined> => readSasOf(end, readSecret, machine.now);

  function demand(end: RouteEnd, sas: string | undefined, doing: string): void {
    if (sas === undefined || end.sasSecretUri === undefined) return;
    const rotations = rotationsOf(end.sasSecretUri);
    const oldest = rotations.filter(({ refusedAtSecond }) => refusedAtSecond <= second()).length;
    const isValid = Array.from({ length: rotations.length + 1 }, (_, version) => sasNumber(version))
      .slice(oldest)
      .some((valid) => sas.startsWith(valid.slice(0, -3)));
    if (isValid) return;
    const gap = Math.max(...rotations.map((one) => one.storedAtSecond - one.refusedAtSecond), 0);
    permitDenial(truths, day, { port: 'blobs' }, gap);
    throw serviceSays({ status: 403, code: 'AuthenticationFailed' }, doing);
  }

  function guard<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name, receiver) => {
        const method = Reflect.get(target, name, receiver) as (end: RouteEnd, ...rest: unknown[]) => Promise<unknown>;
        return async (end: RouteEnd, ...rest: unknown[]) => {
          demand(end, await sasFor(end), String(name));
          return method.call(target, end, ...rest);
        };
      },
    });
  }

  /** A strategy takes its authorization once for each activity. */
  function strategy(create: CopyStrategy, refusedBySource: (error: AccessDeniedError) => Error): CopyStrategy {
    return async (copy) => {
      const [source, target] = [await sasFor(copy.source), await sasFor(copy.target)];
      const stage = await create(copy);
      return async (block, signal) => {
        demand(copy.target, target, 'stage a block');
        try {
          demand(copy.source, source, 'read the source');
        } catch (error) {
          throw error instanceof AccessDeniedError ? refusedBySource(error) : error;
        }
        return stage(block, signal);
      };
    };
  }

  return {
    blobs: guard(storage.blobs),
    storedBlobs: guard(storage.storedBlobs),
    blockLists: guard(storage.blockLists),
    copyStrategies: {
      server: strategy(
        storage.copyStrategies.server,
        ({ message }) => new CopySourceRefusedError('copy a block', { words: message }),
      ),
      relay: strategy(storage.copyStrategies.relay, (error) => error),
    },
  };
}
