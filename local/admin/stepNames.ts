import { describe } from '../../src/domain/validation/describe';
import { AdminInputError } from './adminInputError';

/** Every step that holds and faults can name; `<…>` stands for one of the alternatives, or for any word. */
export const STEP_NAMES = [
  'run.export.start',
  'run.export.beforeBlob',
  'run.export.finish',
  'run.import.start',
  'run.import.beforeTags',
  'run.import.finish',
  'arm.<resource>.<get|list|put|delete>',
  'registry.<source|target>.<verb>',
  'storage.<Operation>',
  'vault.secrets.<get|put|delete>',
  'identity.token',
  'login.<token|configuration>',
] as const;

export const ONE_OF_STEP_NAMES = `one of ${STEP_NAMES.join(', ')}`;

/**
 * Refuses a step that nothing ever reaches, or only with the storage gate.
 *
 * @param step a step, or a prefix ending in `*`.
 */
export function requireStepName(step: string, options: { storageGate: boolean }): void {
  if (!STEP_NAMES.some((known) => reaches(step, known))) {
    throw new AdminInputError([
      { path: 'step', problem: `${describe(step)}, which is no step`, expected: ONE_OF_STEP_NAMES },
    ]);
  }
  if (step.startsWith('storage.') && !options.storageGate) {
    const problem = `${describe(step)}, which is never reached without the storage gate`;
    throw new AdminInputError([{ path: 'step', problem, expected: 'a start with FERRY_LOCAL_STORAGE_GATE=1' }]);
  }
}

function reaches(step: string, known: string): boolean {
  const isPrefix = step.endsWith('*');
  const words = (isPrefix ? step.slice(0, -1) : step).split('.');
  const expected = known.split('.');
  if (isPrefix ? words.length > expected.length : words.length !== expected.length) return false;
  return words.every((word, index) => {
    const isOpen = isPrefix && index === words.length - 1;
    return alternativesOf(expected[index] ?? '').some((each) => {
      if (each === undefined) return isOpen || word !== '';
      return isOpen ? each.startsWith(word) : each === word;
    });
  });
}

/** Undefined stands for any word. */
function alternativesOf(word: string): (string | undefined)[] {
  const inside = /^<(.*)>$/.exec(word)?.[1];
  if (inside === undefined) return [word];
  return inside.includes('|') ? inside.split('|') : [undefined];
}
