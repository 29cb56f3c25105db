import type { BatchFindings } from './batchResult';

/** What a batch found, and what it found after that: the later counts, but every warning stays. */
export function joinFindings(
  { warnings: before = [], ...found }: BatchFindings,
  { warnings: after = [], ...more }: BatchFindings,
): BatchFindings {
  const warnings = [...before, ...after];
  return { ...found, ...more, ...(warnings.length > 0 && { warnings }) };
}
