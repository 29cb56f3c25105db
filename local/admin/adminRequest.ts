import type { EventGrid } from '../eventGrid/startEventGrid';

/** A request to the admin endpoint, taken apart. */
export interface AdminRequest {
  method: string;
  /** Decoded path segments. */
  path: string[];
  query: URLSearchParams;
  body: unknown;
  /** Whether steps of storage can be reached. */
  storageGate: boolean;
  /** Absent where no events are delivered. */
  eventGrid?: EventGrid;
}

export interface AdminAnswer {
  status: number;
  body: unknown;
}
