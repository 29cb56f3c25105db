/** One mistake in the app settings, in words that hold no secret. */
export interface SettingMistake {
  readonly name: string;
  readonly problem: string;
  readonly expected: string;
}

/** The app settings cannot be used; the message lists every mistake, so that one look is enough. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly mistakes: readonly SettingMistake[]) {
    const lines = mistakes.map(({ name, problem, expected }) => `- ${name} ${problem}; expected ${expected}.`);
    super(`The app settings have ${count(mistakes.length)}. Correct and restart:\n${lines.join('\n')}`);
  }
}

function count(mistakes: number): string {
  return mistakes === 1 ? 'a mistake' : `${mistakes} mistakes`;
}
