/** Admin input that cannot be used: what is wrong, and what is expected. Answered as 400. */
export class AdminInputError extends Error {
  constructor(
    message: string,
    readonly expected: string[],
  ) {
    super(`${message} Expected: ${expected.join(', ')}.`);
    this.name = 'AdminInputError';
  }
}
