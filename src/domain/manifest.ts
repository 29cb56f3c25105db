import type { PlannedArtifact } from './plan';

/** The sidecar `<blob>.manifest.json`: it crosses the gap with the blob, so that the far side can verify. */
export interface TransferManifest {
  version: 1;
  /** The transfer that imports this blob: whoever else sees it leaves it alone. */
  transferId: string;
  route: string;
  blob: { name: string; /** Bytes. */ size: number; /** Base64. */ contentMd5: string };
  artifacts: PlannedArtifact[];
  /** ISO 8601, UTC. */
  exportedAt: string;
}
