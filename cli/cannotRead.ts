import { CannotAskError } from './askApi';

/** @param error  what is wrong with the flags of a command; Node's own messages have no full stop */
export function cannotRead(error: unknown): CannotAskError {
  const problem = (error as Error).message.replace(/\.?$/, '.');
  return new CannotAskError(`${problem} Run the command with --help to see every flag.`);
}
