import type { RouteEnd } from '../route';

/** What storage answers to a request that carries a SAS. */
export type SasAnswer =
  | { readonly isAccepted: true }
  | {
      readonly isAccepted: false;
      /** The service's own error code. */
      readonly code: string;
      readonly words: string;
      readonly correlationId?: string;
    };

/** Harmless requests to containers, made to see what comes of them. */
export interface ContainerProbes {
  /**
   * Whether the container exists, found out by a list of one blob as the app makes lists.
   *
   * Errors: AccessDeniedError, SasMalformedError, SecretUnavailableError, ServiceUnavailableError, ServiceRefusedError.
   */
  exists(end: RouteEnd): Promise<boolean>;
  /**
   * What comes of a list of one blob that carries this SAS and nothing else, as the registry's own requests do.
   *
   * @param sas  the query of a SAS, without a question mark
   *
   * Errors: ServiceUnavailableError.
   */
  listWith(end: RouteEnd, sas: string): Promise<SasAnswer>;
}
