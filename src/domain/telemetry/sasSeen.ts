import type { EndName } from '../endNames';

/** When the SAS in a secret ends, as a query watches it. */
export interface SasSeen {
  route: string;
  end: EndName;
  /** Without a version. */
  secretUri: string;
  /** Whether the app renews it. */
  managed: boolean;
  /** ISO 8601, UTC. */
  expiresAt: string;
  /** When the app renews it. */
  renewsAt?: string;
}

/**
 * What the log says of a SAS.
 *
 * @param times  in milliseconds since 1970
 */
export function sasSeen(
  of: Pick<SasSeen, 'route' | 'end' | 'secretUri' | 'managed'>,
  { expiresAt, renewsAt }: { expiresAt: number; renewsAt?: number | undefined },
): SasSeen {
  return {
    ...of,
    expiresAt: new Date(expiresAt).toISOString(),
    ...(renewsAt !== undefined && { renewsAt: new Date(renewsAt).toISOString() }),
  };
}
