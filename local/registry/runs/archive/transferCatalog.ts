/** An artifact in a transfer blob: what to store, and under which name. */
export interface CatalogArtifact {
  repository: string;
  /** Absent for an artifact exported by digest: it arrives untagged. */
  tag?: string;
  digest: string;
  /** Its own manifest last, children before it. */
  manifests: string[];
  layers: string[];
}

/** The first entry of a transfer blob. The format is this stack's own: the real one is not documented. */
export interface TransferCatalog {
  format: 'acr-ferry-local-transfer';
  version: 1;
  artifacts: CatalogArtifact[];
  manifests: { digest: string; mediaType: string; size: number }[];
  layers: { digest: string; size: number }[];
}

export const CATALOG_ENTRY = 'catalog.json';
