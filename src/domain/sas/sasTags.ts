import type { EndName } from '../runs/runFilter';
import { END_NAMES } from '../runs/runFilter';
import { SAS_KINDS, type SasKind } from './sasSettings';

/** What the secret of a SAS that the app made says of it. Key Vault shows tags to whoever may list: nothing secret is in them. */
export interface SasTags {
  route: string;
  end: EndName;
  containerUri: string;
  kind: SasKind;
  rights: string;
  /** Of a stored access policy: its id. */
  policy?: string;
}

const MANAGED_BY = 'acr-ferry';

export function toTags({ route, end, containerUri, kind, rights, policy }: SasTags): Record<string, string> {
  return {
    ...{ 'managed-by': MANAGED_BY, route, end, container: containerUri, kind, rights },
    ...(policy !== undefined && { policy }),
  };
}

/** Undefined for the secret of somebody else. */
export function fromTags(tags: Readonly<Record<string, string>>): SasTags | undefined {
  const { route, container, rights, policy } = tags;
  const end = END_NAMES.find((one) => one === tags['end']);
  const kind = SAS_KINDS.find((one) => one === tags['kind']);
  const isOurs = tags['managed-by'] === MANAGED_BY;
  if (!isOurs || !end || !kind || route === undefined || container === undefined || rights === undefined)
    return undefined;
  return { route, end, containerUri: container, kind, rights, ...(policy !== undefined && { policy }) };
}
