import type { Part } from './manifestContent';

const MOST_NAMED = 2;

/** What is missing, as the end of a sentence: `the layer sha256:…, the manifest sha256:… (linux/arm64) and 2 more`. */
export function describeLacking(missing: readonly Part[]): string {
  const named = missing.slice(0, MOST_NAMED).map(describe);
  const left = missing.length - named.length;
  if (left > 0) return `${named.join(', ')} and ${left} more`;
  const last = named.pop() ?? '';
  return named.length > 0 ? `${named.join(', ')} and ${last}` : last;
}

function describe({ kind, digest, foreign, platform }: Part): string {
  const what = foreign ? 'foreign layer' : kind;
  return `the ${what} ${digest}${platform === undefined ? '' : ` (${platform})`}`;
}
