import { z } from 'zod';
import { formatArtifact, parseArtifact, type ArtifactReference } from '../../domain/artifact';
import { ArtifactCountError, ArtifactMalformedError, RequestInvalidError } from '../../domain/failures/errors';
import { MAX_ARTIFACTS } from '../../domain/plan';
import { expecting } from '../../domain/validation/expectation';
import { nonEmptyText, strictObject } from '../../domain/validation/fields';
import type { Mistake } from '../../domain/validation/mistake';
import { quote } from '../../domain/validation/quote';
import { shorten } from '../../domain/validation/shorten';
import { validate } from '../../domain/validation/validate';
import { BODY } from '../../domain/validation/wording';

/** What POST /api/transfers asks for. */
export interface TransferRequest {
  route: string;
  /** Without repetitions, in the caller's order. */
  artifacts: ArtifactReference[];
}

/** What is wrong with a text comes after it, and must not be cut off. */
const LONGEST_QUOTE = 80;
const artifactText = expecting(z.string(), { expected: 'repository:tag or repository@digest, as text' });
const bodySchema = strictObject(
  {
    route: nonEmptyText('the name of a route, as text'),
    artifacts: expecting(z.array(artifactText), { expected: 'a list of repository:tag or repository@digest texts' }),
  },
  'a JSON object with "route" and "artifacts"',
);

/**
 * Reads the body of POST /api/transfers.
 *
 * Errors: RequestInvalidError, ArtifactCountError, ArtifactMalformedError.
 */
export function parseTransferRequest(body: unknown): TransferRequest {
  // Before anything looks at its elements: a list may be as long as the body allows.
  const listed = countOfArtifacts(body);
  if (listed > MAX_ARTIFACTS) throw new ArtifactCountError(listed);
  const checked = validate(bodySchema, body, { wording: BODY });
  if ('mistakes' in checked) throw new RequestInvalidError(checked.mistakes);
  const { route, artifacts } = checked.value;
  if (artifacts.length === 0) throw new ArtifactCountError(0);
  const byName = new Map(parseArtifacts(artifacts).map((reference) => [formatArtifact(reference), reference]));
  return { route, artifacts: [...byName.values()] };
}

function countOfArtifacts(body: unknown): number {
  const { artifacts } = (body ?? {}) as { artifacts?: unknown };
  return Array.isArray(artifacts) ? artifacts.length : 0;
}

function parseArtifacts(texts: string[]): ArtifactReference[] {
  const mistakes: Mistake[] = [];
  const artifacts = texts.flatMap((text, index) => {
    const reference = parseArtifact(text);
    if (!('problem' in reference)) return [reference];
    mistakes.push({
      path: `artifacts[${index}]`,
      problem: `${shorten(quote(text), LONGEST_QUOTE)}: ${reference.problem}`,
      expected: 'repository:tag or repository@sha256:<64 hexadecimal digits>',
    });
    return [];
  });
  if (mistakes.length > 0) throw new ArtifactMalformedError(mistakes);
  return artifacts;
}
