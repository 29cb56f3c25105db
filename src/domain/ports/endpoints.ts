import type { CloudProfile } from '../route';

/** An answer of an endpoint to a request without any credential, or why there was none. */
export type EndpointLook =
  | {
      answers: true;
      status: number;
      /** Milliseconds since 1970, by the endpoint's own clock. */ date?: number;
      words: string;
    }
  | { answers: false; /** Whether its certificate is not trusted. */ isDistrusted: boolean; words: string };

/** Looks whether services answer at all. */
export interface Endpoints {
  /** Sends one GET without a credential, and trusts whom the cloud trusts. It throws nothing. */
  look(url: string, cloud: CloudProfile): Promise<EndpointLook>;
}
