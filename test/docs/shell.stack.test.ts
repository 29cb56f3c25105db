import { spawnSync } from 'node:child_process';
import { PLACEHOLDER } from './fates';
import { SHELL } from './shell';

/** What bash says of a script that it does not run. */
function check(script: string): string {
  const { stderr, error } = spawnSync('bash', ['-n'], {
    input: script.replace(PLACEHOLDER, 'placeholder'),
    encoding: 'utf8',
  });
  if (error) throw error;
  return stderr;
}

describe('shell in the docs', () => {
  it.each(SHELL.map(({ page, line, text }) => [`${page}:${line}`, text]))('%s parses', (_, text) =>
    expect(check(text)).toBe(''),
  );

  it('that is broken is seen', () => expect(check("curl 'x <app>\n")).toContain('unexpected EOF'));
});
