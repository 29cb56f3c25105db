import { primaryAddress } from '../../domain/primaryAddress';
import type { Route, RouteEnd } from '../../domain/route';
import { sasRights } from '../../domain/sas/sasRights';
import type { SasSettings } from '../../domain/sas/sasSettings';
import type { WantedSas } from '../../domain/sas/whyIssue';
import { SasSecretTakenError } from '../../domain/failures/errors';
import { endsOf, type NamedEnd } from '../runs/endsOf';

/** An end whose pipeline has a SAS that the app makes. */
export interface SasEnd extends NamedEnd {
  route: string;
  secretUri: string;
  settings: SasSettings;
  wanted: WantedSas;
}

/** Undefined where the routes file does not say that the app makes one. */
export function sasEndOf(route: string, { name, end }: NamedEnd): SasEnd | undefined {
  const { sas, secretUri, options = [] } = end.pipelineSettings ?? {};
  if (!sas || secretUri === undefined) return undefined;
  const rights = sasRights(name, options);
  const wanted = { end: name, containerUri: primaryAddress(end.containerUri), kind: sas.by, rights };
  return { name, end, route, secretUri, settings: sas, wanted };
}

/** Where a secret with a SAS is used: by the pipeline of an end, or by the app itself. */
export type SasUser = 'pipeline' | 'app';

/** A secret with a SAS that an end names. */
export interface NamedSecret {
  secretUri: string;
  usedBy: SasUser[];
}

/** The secrets with a SAS of an end, each once. */
export function sasSecretsOf({ pipelineSettings, sasSecretUri }: RouteEnd): NamedSecret[] {
  const own = pipelineSettings?.secretUri;
  if (own === undefined) return sasSecretUri === undefined ? [] : [{ secretUri: sasSecretUri, usedBy: ['app'] }];
  if (sasSecretUri !== undefined && isSameSecret(own, sasSecretUri))
    return [{ secretUri: own, usedBy: ['pipeline', 'app'] }];
  const others: NamedSecret[] = sasSecretUri === undefined ? [] : [{ secretUri: sasSecretUri, usedBy: ['app'] }];
  return [{ secretUri: own, usedBy: ['pipeline'] }, ...others];
}

/** Vaults tell no letter case apart: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#objects-identifiers-and-versioning */
function isSameSecret(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * Two ends may share a secret where both want the same SAS; otherwise each would replace the other's.
 *
 * Errors: SasSecretTakenError.
 */
export function requireOwnSecret(routes: Iterable<Route>, { secretUri, wanted, route, name }: SasEnd): void {
  for (const other of routes) {
    for (const at of endsOf(other)) {
      const end = sasEndOf(other.name, at);
      if (!end || !isSameSecret(end.secretUri, secretUri) || (other.name === route && at.name === name)) continue;
      if (JSON.stringify(end.wanted) === JSON.stringify(wanted)) continue;
      throw new SasSecretTakenError(secretUri, `the ${at.name} of the route "${other.name}" has another SAS there`);
    }
  }
}
