import type { PlannedArtifact } from './plan';

/** The document `<blob>.manifest.json` beside a blob: it says what the blob holds, so that the target's side can verify it. */
export interface TransferManifest {
  version: 1;
  /** The transfer that imports this blob: no other one may. */
  transferId: string;
  route: string;
  blob: { name: string; /** Bytes. */ size: number; /** Base64. */ contentMd5: string };
  artifacts: PlannedArtifact[];
  /** ISO 8601, UTC. */
  exportedAt: string;
}
