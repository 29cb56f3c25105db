import { readSas, sasPairs } from '../sasSecret';

/** What is wrong with how a secret holds its SAS. */
export interface FormProblem {
  /** The end of a sentence; it repeats nothing of the secret. */
  readonly problem: string;
  /** Whether it may do nevertheless. */
  readonly isLight: boolean;
}

/** A query as it can stand in a URL. */
const PLAIN_QUERY = /^\??[a-z]+=[^\s"'<>&?]*(?:&(?!amp;)[a-z]+=[^\s"'<>&?]*)*$/i;

/**
 * Whether a secret holds a SAS in the form in which its reader uses it. The app takes it out of whatever surrounds it. A registry is told in
 * the how-to to find it with a leading question mark; [INF] it puts the text behind the container's address as it is.
 *
 * @param reader  who reads the secret
 */
export function sasFormProblem(secret: string, reader: 'registry' | 'app'): FormProblem | undefined {
  const pairs = sasPairs(secret);
  if (!pairs) {
    const reading = readSas(secret);
    return bad('problem' in reading ? reading.problem : 'is no SAS');
  }
  if (/%25/.test(pairs.get('sig') ?? '')) return bad('is a SAS that was URL-encoded twice');
  if (reader === 'app' || PLAIN_QUERY.test(secret)) {
    const hasMark = reader === 'app' || secret.startsWith('?');
    return hasMark ? undefined : { problem: 'is a SAS without its leading question mark', isLight: true };
  }
  if (/^\s*["']?https?:\/\//i.test(secret)) return bad('is a whole URL instead of the SAS alone');
  if (!secret.includes('=')) return bad('is a SAS that was URL-encoded as a whole');
  if (/SharedAccessSignature=/i.test(secret)) return bad('is a connection string instead of the SAS alone');
  return bad('is a SAS with quotes, spaces, line breaks or escaped characters around or within it');
}

function bad(problem: string): FormProblem {
  return { problem, isLight: false };
}
