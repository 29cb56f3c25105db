import { z } from 'zod';
import { formatArtifact, parseArtifact, type ArtifactReference } from '../../domain/artifact';
import { ArtifactCountError, ArtifactMalformedError, RequestInvalidError } from '../../domain/failures/errors';
import { MAX_ARTIFACTS } from '../../domain/plan';
import { expecting } from '../../domain/validation/expectation';
import { nonEmptyText, strictObject } from '../../domain/validation/fields';
import type { Mistake } from '../../domain/validation/mistake';
import { quote } from '../../domain/validation/quote';
import { validate } from '../../domain/validation/validate';
import { BODY } from '../../domain/validation/wording';

/** What POST /api/transfers asks for. */
export interface TransferRequest {
  route: string;
  /** Without repetitions, in the caller's order. */
  artifacts: ArtifactReference[];
}

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
  const checked = validate(bodySchema, body, { wording: BODY });
  if ('mistakes' in checked) throw new RequestInvalidError(checked.mistakes);
  const { route, artifacts } = checked.value;
  if (artifacts.length < 1 || artifacts.length > MAX_ARTIFACTS) throw new ArtifactCountError(artifacts.length);
  const byName = new Map(parseArtifacts(artifacts).map((reference) => [formatArtifact(reference), reference]));
  return { route, artifacts: [...byName.values()] };
}

function parseArtifacts(texts: string[]): ArtifactReference[] {
  const mistakes: Mistake[] = [];
  const artifacts = texts.flatMap((text, index) => {
    const reference = parseArtifact(text);
    if (!('problem' in reference)) return [reference];
    mistakes.push({
      path: `artifacts[${index}]`,
      problem: `${quote(text)}: ${reference.problem}`,
      expected: 'repository:tag or repository@sha256:<64 hexadecimal digits>',
    });
    return [];
  });
  if (mistakes.length > 0) throw new ArtifactMalformedError(mistakes);
  return artifacts;
}
