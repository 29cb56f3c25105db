/** A write that Azurite has done: a blob has new content, or is gone. */
export interface StorageCommit {
  /** The REST operation's name, as `PutBlockList`. */
  operation: string;
  account: string;
  container: string;
  blob: string;
  /** As it was sent, without query: `/account/container/blob%20name`. */
  path: string;
  /** Without quotes. */
  eTag?: string;
  requestId: string;
  clientRequestId?: string;
}

/** From Azurite's process: something was committed, and is answered when `CommitSeen` comes. */
export interface CommitReport {
  seq: number;
  commit: StorageCommit;
}

/** To Azurite's process. */
export interface CommitSeen {
  seen: number;
}

/** Names, separated by commas, the accounts whose commits Azurite's process reports. */
export const REPORT_COMMITS = 'FERRY_LOCAL_REPORT_COMMITS';
