/** What the modelled storage allows. Seconds here are the model's own: `scale` of the bench says how long one of them takes. */
export interface ModelSettings {
  /** Of the target account, in bytes per second. */
  ingressBytesPerSecond: number;
  /** Of the source account. */
  egressBytesPerSecond: number;
  /** Of each account. */
  requestsPerSecond: number;
  /** Most bytes per second of one Put Block From URL. */
  streamBytesPerSecond: number;
  /** What an answer takes besides the bytes. */
  latencySeconds: number;
  /** For how long at full rate an account saves up what was not used. */
  burstSeconds: number;
  /** What a 503 asks for; whole seconds on the wire. */
  retryAfterSeconds: number;
}

const MIB = 1024 * 1024;
const GBIT = 1e9 / 8;

/**
 * Published: 25 Gbps in, 50 Gbps out and 20,000 requests per second, the default limits of a general-purpose v2 account
 * outside the regions with higher ones, and 503 above them
 * (https://learn.microsoft.com/azure/storage/common/scalability-targets-standard-account).
 * Assumed, because nothing is published: 60 MiB/s for one stream (what was the target of a whole blob before blobs could reach
 * their account's limit), 20 ms for an answer, limits by the second, and a Retry-After of one second.
 */
export const PUBLISHED: ModelSettings = {
  ingressBytesPerSecond: 25 * GBIT,
  egressBytesPerSecond: 50 * GBIT,
  requestsPerSecond: 20_000,
  streamBytesPerSecond: 60 * MIB,
  latencySeconds: 0.02,
  burstSeconds: 1,
  retryAfterSeconds: 1,
};
