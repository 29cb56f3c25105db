import { shellMistake } from '../helpers/shellMistake';
import { PLACEHOLDER } from './fates';
import { SHELL } from './shell';

const mistake = (script: string): string => shellMistake(script.replace(PLACEHOLDER, 'placeholder'));

describe('shell in the docs', () => {
  it.each(SHELL.map(({ page, line, text }) => [`${page}:${line}`, text]))('%s parses', (_, text) =>
    expect(mistake(text)).toBe(''),
  );

  it('that is broken is seen', () => expect(mistake("curl 'x <app>\n")).toContain('unexpected EOF'));
});
