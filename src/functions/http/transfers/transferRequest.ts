import { z } from 'zod';
import { formatArtifact, parseArtifact, type ArtifactReference } from '../../../domain/artifact';
import { ArtifactCountError, ArtifactMalformedError, RequestInvalidError } from '../../../domain/failures/errors';
import { MAX_ARTIFACTS } from '../../../domain/plan';
import { expecting } from '../../../domain/validation/expectation';
import { nonEmptyText, strictObject } from '../../../domain/validation/fields';
import { selectionSchema, type Selection } from '../../../domain/selection/selection';
import type { Mistake } from '../../../domain/validation/mistake';
import { quote } from '../../../domain/validation/quote';
import { shorten } from '../../../domain/validation/shorten';
import { validate } from '../../../domain/validation/validate';
import { BODY } from '../../../domain/validation/wording';

/** What POST /api/transfers asks for. */
export interface TransferRequest {
  route: string;
  /** Without repetitions, in the caller's order; none where they are selected. */
  artifacts: ArtifactReference[];
  /** Absent where artifacts are named, or the route's own selection is meant. */
  select?: Selection;
  dryRun?: true;
  everything?: true;
}

/** What is wrong with a text comes after it, and must not be cut off. */
const LONGEST_QUOTE = 80;
const FORMS = 'repository:tag, repository@digest or repository:tag@digest';
const artifactText = expecting(z.string(), { expected: `${FORMS}, as text` });
const bodySchema = strictObject(
  {
    route: nonEmptyText('the name of a route, as text'),
    artifacts: expecting(z.array(artifactText), { expected: `a list of texts: ${FORMS}` }).exactOptional(),
    select: selectionSchema.exactOptional(),
    dryRun: flag('true to end with the plan').exactOptional(),
    everything: flag('true to transfer what the ledger has, too').exactOptional(),
  },
  'a JSON object with "route", and with "artifacts" or "select" unless the route has a selection',
);

function flag(expected: string) {
  return expecting(z.boolean(), { expected: `${expected}, else false` });
}

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
  const { route, artifacts, select, dryRun, everything } = checked.value;
  if (artifacts?.length === 0) throw new ArtifactCountError(0);
  if (artifacts && select) throw new RequestInvalidError([BOTH]);
  if (artifacts && everything === false) throw new RequestInvalidError([NAMED_ALWAYS]);
  return {
    route,
    artifacts: parseArtifacts(artifacts ?? []),
    ...(select && { select }),
    ...(dryRun && { dryRun }),
    ...(everything && !artifacts && { everything }),
  };
}

const BOTH: Mistake = {
  path: 'select',
  problem: 'stands beside "artifacts"',
  expected: 'either artifacts by their names, or a selection',
};
const NAMED_ALWAYS: Mistake = {
  path: 'everything',
  problem: 'is false, and the artifacts are named',
  expected: 'a selection: what is named is transferred whatever the ledger has',
};

function countOfArtifacts(body: unknown): number {
  const { artifacts } = (body ?? {}) as { artifacts?: unknown };
  return Array.isArray(artifacts) ? artifacts.length : 0;
}

/** A tag that is named with a digest and without one is meant with it: the stricter of the two. */
function parseArtifacts(texts: string[]): ArtifactReference[] {
  const mistakes: Mistake[] = [];
  const byName = new Map<string, ArtifactReference>();
  for (const [index, text] of texts.entries()) {
    const reference = parseArtifact(text);
    const name = 'problem' in reference ? '' : formatArtifact(reference);
    const merged = 'problem' in reference ? reference : mergeReferences(byName.get(name), reference);
    if (!('problem' in merged)) {
      byName.set(name, merged);
      continue;
    }
    mistakes.push({
      path: `artifacts[${index}]`,
      problem: `${shorten(quote(text), LONGEST_QUOTE)}: ${merged.problem}`,
      expected: 'repository:tag, repository@sha256:<64 hexadecimal digits> or repository:tag@sha256:<…>',
    });
  }
  if (mistakes.length > 0) throw new ArtifactMalformedError(mistakes);
  return [...byName.values()];
}

/** One reference of two to the same artifact. */
function mergeReferences(
  earlier: ArtifactReference | undefined,
  later: ArtifactReference,
): ArtifactReference | { problem: string } {
  if (!earlier || !('digest' in earlier)) return later;
  if (!('digest' in later) || later.digest === earlier.digest) return earlier;
  return { problem: 'this tag is already asked for with another digest' };
}
