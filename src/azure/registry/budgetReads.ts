import type { Catalog } from '../../domain/ports/catalog';
import type { PipelineRuns } from '../../domain/ports/pipelineRuns';
import type { RegistryListing } from '../../domain/ports/registryListing';
import type { ReadBudget } from './readBudget';

/** What plans are made with: the same ports, whose every call is a read within the budget. */
export interface BudgetedReads {
  listing: RegistryListing;
  budgetedCatalog: Catalog;
}

/** Puts every call of a listing and of a catalog under a budget. Tokens are not counted: a registry does not either. */
export function budgetReads(
  { catalog, listing }: { catalog: Catalog; listing: RegistryListing },
  budget: ReadBudget,
): BudgetedReads {
  return {
    listing: {
      repositories: (end, ...asked) => budget.read(end, () => listing.repositories(end, ...asked)),
      tags: (end, ...asked) => budget.read(end, () => listing.tags(end, ...asked)),
      manifests: (end, ...asked) => budget.read(end, () => listing.manifests(end, ...asked)),
    },
    budgetedCatalog: {
      findDigest: (end, ...asked) => budget.read(end, () => catalog.findDigest(end, ...asked)),
      readManifest: (end, ...asked) => budget.read(end, () => catalog.readManifest(end, ...asked)),
      hasBlob: (end, ...asked) => budget.read(end, () => catalog.hasBlob(end, ...asked)),
    },
  };
}

/** The same for the list of a registry's pipeline runs, which may be as long as the registry is old. */
export function budgetRuns(runs: Pick<PipelineRuns, 'list'>, budget: ReadBudget): Pick<PipelineRuns, 'list'> {
  return { list: (end, ...asked) => budget.read(end, () => runs.list(end, ...asked)) };
}
