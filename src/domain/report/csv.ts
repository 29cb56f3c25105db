import type { ArtifactReport } from './report';

const COLUMNS = ['artifact', 'outcome', 'sourceDigest', 'targetDigest', 'code', 'message', 'nextStep'] as const;

/** The first line of `toCsv`. */
export const CSV_HEAD = `${COLUMNS.join(',')}\r\n`;

/**
 * Artifacts as lines of CSV, each text in quotes. One that a spreadsheet would take for a formula gets an apostrophe in front.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180 and https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsv(artifacts: readonly ArtifactReport[]): string {
  return artifacts
    .map(({ artifact, outcome, sourceDigest, targetDigest, failure }) =>
      [artifact, outcome, sourceDigest, targetDigest, failure?.code, failure?.message, failure?.nextStep]
        .map((text = '') => cell(text))
        .join(','),
    )
    .map((line) => `${line}\r\n`)
    .join('');
}

function cell(text: string): string {
  const harmless = /^[\s]*[=+\-@\t\r|%]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
