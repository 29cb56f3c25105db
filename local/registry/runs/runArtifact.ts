import { RunFailure } from './runFailure';

/** An artifact as a run names it: `repository` (latest is meant), `repository:tag` or `repository@sha256:…`. */
export interface RunArtifact {
  repository: string;
  tag?: string;
  digest?: string;
}

/** @throws RunFailure for text that names no artifact. */
export function parseRunArtifact(text: string): RunArtifact {
  const match = /^([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(\w[\w.-]{0,127})|@(sha256:[0-9a-f]{64}))?$/.exec(text);
  if (!match) throw new RunFailure(`The artifact '${text}' is not of the form repository[:tag|@sha256:digest].`);
  const [, repository = '', tag, digest] = match;
  return digest === undefined ? { repository, tag: tag ?? 'latest' } : { repository, digest };
}

/** `repository:tag` or `repository@digest`. */
export function artifactName({ repository, tag, digest }: RunArtifact): string {
  return tag === undefined ? `${repository}@${digest}` : `${repository}:${tag}`;
}
