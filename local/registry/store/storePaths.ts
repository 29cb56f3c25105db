import path from 'node:path';
import { parseDigest } from '../digest';
import { isRepositoryName, isTag } from '../referenceGrammar';

/**
 * Where the content of a registry lies below one folder. Every name is checked against its grammar first, so that no
 * name can leave the folder; a repository's slashes become `+`, which its grammar does not have.
 */
export class StorePaths {
  constructor(readonly folder: string) {}

  /** Files being written; emptied when the store opens. */
  get temporary(): string {
    return path.join(this.folder, 'temporary');
  }

  /** @param id not given before while the store is open. */
  temporaryFile(id: string): string {
    return path.join(this.temporary, id);
  }

  get repositories(): string {
    return path.join(this.folder, 'repositories');
  }

  /** Uploads in progress; they survive a restart. */
  get uploads(): string {
    return path.join(this.folder, 'uploads');
  }

  layer(digest: string): string {
    const { algorithm, hex } = checkedDigest(digest);
    return path.join(this.folder, 'layers', algorithm, hex.slice(0, 2), hex);
  }

  repository(repository: string): string {
    if (!isRepositoryName(repository)) {
      throw new Error(`"${repository}" is not a repository name. Use lower-case letters, digits and . _ - /.`);
    }
    return path.join(this.repositories, repository.replaceAll('/', '+'));
  }

  repositoryName(folderName: string): string {
    return folderName.replaceAll('+', '/');
  }

  repositoryFile(repository: string): string {
    return path.join(this.repository(repository), 'repository.json');
  }

  layerMarker(repository: string, digest: string): string {
    return path.join(this.repository(repository), 'layers', fileNameOf(digest));
  }

  manifests(repository: string): string {
    return path.join(this.repository(repository), 'manifests');
  }

  /** The manifest's exact bytes. */
  manifestBytes(repository: string, digest: string): string {
    return path.join(this.manifests(repository), fileNameOf(digest));
  }

  /** What is known about the manifest; written after its bytes, so that its presence means they are complete. */
  manifestFile(repository: string, digest: string): string {
    return `${this.manifestBytes(repository, digest)}.json`;
  }

  tags(repository: string): string {
    return path.join(this.repository(repository), 'tags');
  }

  tagFile(repository: string, tag: string): string {
    if (!isTag(tag)) throw new Error(`"${tag}" is not a tag. Use up to 128 letters, digits and . _ -.`);
    return path.join(this.tags(repository), `${tag}.json`);
  }
}

function fileNameOf(digest: string): string {
  const { algorithm, hex } = checkedDigest(digest);
  return `${algorithm}-${hex}`;
}

function checkedDigest(digest: string): { algorithm: string; hex: string } {
  const parsed = parseDigest(digest);
  if (!parsed) throw new Error(`"${digest}" is not a digest. Give sha256:<64 hex digits> or sha512:<128>.`);
  return parsed;
}
