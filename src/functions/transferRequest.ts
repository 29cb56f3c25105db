import { z } from 'zod';
import { formatArtifact, parseArtifact, type ArtifactReference } from '../domain/artifact';
import {
  ArtifactCountError,
  ArtifactMalformedError,
  RequestInvalidError,
  type RequestMistake,
} from '../domain/failures/errors';
import { MAX_ARTIFACTS } from '../domain/plan';

/** What POST /api/transfers asks for. */
export interface TransferRequest {
  route: string;
  /** Without repetitions, in the caller's order. */
  artifacts: ArtifactReference[];
}

const bodySchema = z.strictObject({ route: z.string().min(1), artifacts: z.array(z.string()) });
const EXPECTED: Record<string, string> = {
  route: 'the name of a route, as text',
  artifacts: 'a list of repository:tag or repository@digest texts',
};

/**
 * Reads the body of POST /api/transfers.
 *
 * Errors: RequestInvalidError, ArtifactCountError, ArtifactMalformedError.
 */
export function parseTransferRequest(body: unknown): TransferRequest {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) throw new RequestInvalidError(parsed.error.issues.flatMap(toMistakes));
  const { route, artifacts } = parsed.data;
  if (artifacts.length < 1 || artifacts.length > MAX_ARTIFACTS) throw new ArtifactCountError(artifacts.length);
  const byName = new Map(parseArtifacts(artifacts).map((reference) => [formatArtifact(reference), reference]));
  return { route, artifacts: [...byName.values()] };
}

function parseArtifacts(texts: string[]): ArtifactReference[] {
  const mistakes: RequestMistake[] = [];
  const artifacts = texts.flatMap((text, index) => {
    const reference = parseArtifact(text);
    if (!('problem' in reference)) return [reference];
    const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    mistakes.push({
      path: `artifacts[${index}]`,
      problem: `"${shown}": ${reference.problem}`,
      expected: 'repository:tag or repository@sha256:<64 hexadecimal digits>',
    });
    return [];
  });
  if (mistakes.length > 0) throw new ArtifactMalformedError(mistakes);
  return artifacts;
}

function toMistakes(issue: z.core.$ZodIssue): RequestMistake[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: key, problem: 'is not known', expected: 'only "route" and "artifacts"' }));
  }
  const [field, index] = issue.path;
  const path = field === undefined ? 'body' : `${String(field)}${index === undefined ? '' : `[${String(index)}]`}`;
  const expected = index === undefined ? EXPECTED[String(field)] : 'repository:tag or repository@digest, as text';
  return [{ path, problem: describe(issue), expected: expected ?? 'a JSON object with "route" and "artifacts"' }];
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') return 'is empty';
  if (issue.code !== 'invalid_type') return 'is not valid';
  return issue.message.endsWith('received undefined') ? 'is missing' : `is not of the type ${issue.expected}`;
}
