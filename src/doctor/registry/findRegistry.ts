import type { RegistryFacts } from '../../domain/ports/registryFacts';
import { notCheckable, type EndOfRoute, type Found } from '../check';
import type { DoctorDependencies } from '../dependencies';

/** Judges the registry of an end; one that is not there is another check's fault. */
export async function findRegistry(
  { registries }: DoctorDependencies,
  { end }: Pick<EndOfRoute, 'end'>,
  judge: (facts: RegistryFacts) => Found | Promise<Found>,
): Promise<Found> {
  const facts = await registries.find(end);
  return facts ? judge(facts) : notCheckable(`There is no registry ${end.registryName}.`);
}
