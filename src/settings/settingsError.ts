import { type Mistake, showMistake } from '../domain/validation/mistake';

/** The app settings cannot be used; the message lists every mistake. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly mistakes: readonly Mistake[]) {
    const lines = mistakes.map((mistake) => `- ${showMistake(mistake)}`);
    super(
      `The app settings have ${count(mistakes.length)}. Correct what is listed, then restart the app:\n${lines.join('\n')}`,
    );
  }
}

function count(mistakes: number): string {
  return mistakes === 1 ? 'a mistake' : `${mistakes} mistakes`;
}
