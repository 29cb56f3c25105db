import { z } from 'zod';
import { parseArtifact } from '../../../domain/artifact';
import { parseIdentity } from '../../../domain/ledger/entry';
import type { LedgerFilter } from '../../../domain/ledger/filter';
import { expecting } from '../../../domain/validation/expectation';
import { wholeNumberText } from '../../../domain/validation/fields';

const MAX_PAGE = 1_000;
const DEFAULT_PAGE = 100;

const DIGEST = `sha256:${'0'.repeat(64)}`;

/** A text that is a part of an artifact's name: nothing else, and all of it. */
function partOfName(expected: string, isPart: (given: string) => boolean) {
  return expecting(z.string().refine(isPart), { expected });
}

const filterShape = {
  repository: partOfName('the name of a repository, without the registry', (given) => {
    const named = parseArtifact(`${given}@${DIGEST}`);
    return !('problem' in named) && named.repository === given;
  }).optional(),
  tag: partOfName('a tag', (given) => {
    const named = parseArtifact(`r:${given}`);
    return 'tag' in named && named.tag === given;
  }).optional(),
  digest: partOfName('sha256: and 64 lowercase hexadecimal digits', (given) => {
    const named = parseArtifact(`r@${given}`);
    return 'digest' in named && named.digest === given;
  }).optional(),
};

/** The query of GET /api/routes/{route}/ledger, as texts. */
export const ledgerQuerySchema = z.strictObject({
  ...filterShape,
  limit: wholeNumberText(1, MAX_PAGE).default(DEFAULT_PAGE),
  cursor: expecting(
    z
      .string()
      .regex(/^[\w-]+$/)
      .transform((given) => Buffer.from(given, 'base64url').toString('utf8'))
      .refine((identity) => parseIdentity(identity) !== undefined),
    { expected: 'the cursor of an earlier answer\'s "next"' },
  ).optional(),
});

export type LedgerQuery = z.output<typeof ledgerQuerySchema>;

/** The query of DELETE /api/routes/{route}/ledger. */
export const removalQuerySchema = z.strictObject({
  ...filterShape,
  confirm: expecting(z.string(), { expected: 'the name of the route' }).optional(),
});

export type RemovalQuery = z.output<typeof removalQuerySchema>;

/** The filter of either query, as the ledger takes it. */
export function toLedgerFilter({ repository, tag, digest }: Omit<RemovalQuery, 'confirm'>): LedgerFilter {
  return {
    ...(repository !== undefined && { repository }),
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}
