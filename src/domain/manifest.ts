import type { PlannedArtifact } from './plan';

/** The document `<blob>.manifest.json` beside a blob: it says what the blob holds, so that the target's side can verify it. */
export interface TransferManifest {
  version: 1;
  /** The transfer that exported this blob; on a route with a target it imports it, too, and no other one may. */
  transferId: string;
  route: string;
  blob: { name: string; /** Bytes. */ size: number; /** Base64. */ contentMd5: string };
  /** All that the export run was asked for. */
  artifacts: PlannedArtifact[];
  /** ISO 8601, UTC. */
  exportedAt: string;
}
