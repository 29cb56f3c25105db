import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MUTANTS, mutated } from './mutants';

const SOURCES = path.join(__dirname, '../../../src');

it.each(MUTANTS)('$name: what it changes is there', ({ changes }) => {
  for (const change of changes) {
    const text = readFileSync(path.join(SOURCES, change.file), 'utf8');
    expect(mutated(text, change)).not.toBe(text);
  }
});

it('every mutant is listed', () => {
  const readme = readFileSync(path.join(__dirname, '../README.md'), 'utf8');
  for (const { name } of MUTANTS) expect(readme).toContain(`- ${name}\n`);
});

it('a text that holds what is to be changed never, or twice, is no place for a mutant', () => {
  const change = { file: 'x.ts', find: 'a', replace: 'b' };
  expect(() => mutated('ccc', change)).toThrow('0 times');
  expect(() => mutated('cac a', change)).toThrow('2 times');
  expect(mutated('cac', change)).toBe('cbc');
});
