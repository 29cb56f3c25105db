import { spawnSync } from 'node:child_process';

/** What bash says of a script, which it only reads; empty where it parses. */
export function shellMistake(script: string): string {
  const { stderr, error } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  if (error) throw error;
  return stderr;
}
