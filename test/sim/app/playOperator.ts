import type { SimulatedAzure } from '../azure/simulatedAzure';
import { faultsOf, type Day } from '../day/day';
import type { AppLife } from './appLife';

interface Surroundings {
  /** Does something at a second of the day. */
  at: (second: number, action: () => void) => void;
  journals: Map<string, string[]>;
  azure: SimulatedAzure;
  /** Resolves when the app is drained, or will not be. */
  drained: Promise<void>;
}

/** What operators do to the orchestrations, and which cleanups they ask for. */
export function playOperator(
  day: Day,
  { at, journals, azure, drained }: Surroundings,
  app: () => AppLife | undefined,
): void {
  for (const { transfer, atSecond } of faultsOf(day, 'terminated')) {
    at(atSecond, () => void app()?.hub.terminate(azure.ids[transfer] ?? '', 'by an operator'));
  }
  for (const { blob, atSecond } of faultsOf(day, 'importTerminated')) {
    at(atSecond, () => {
      const contents = azure.carried.contents.filter((content) => content.blob === blob);
      for (const { id } of contents.flatMap(azure.importsOf)) void app()?.hub.terminate(id, 'by an operator');
    });
  }
  const cleanUp = (): void =>
    void app()
      ?.api.cleanUp()
      .catch(() => undefined);
  for (const second of day.cleaner?.atSeconds ?? []) at(second, cleanUp);
  if (day.cleaner?.whenDrained) void drained.then(cleanUp);
  for (const { atSecond } of faultsOf(day, 'hubLost')) {
    at(atSecond, () => {
      app()?.process.kill();
      journals.clear();
    });
  }
}
