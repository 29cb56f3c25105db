import { runCommand } from '../../../../local/faults/shell/runCommand';

/** Runs a command; `az fail` fails, each other one prints its last word. */
async function ran(command: string): Promise<string[]> {
  const done: string[] = [];
  const run = async (words: string[]): Promise<string> => {
    done.push(words.join('|'));
    if (words[1] === 'fail') throw new Error('It failed.');
    return words.at(-1) ?? '';
  };
  await runCommand(command, { variables: { KEY: 'k' }, run }).catch((error: Error) => done.push(error.message));
  return done;
}

describe('runCommand', () => {
  it.each([
    ['az a --key $KEY && az b', ['az|a|--key|k', 'az|b']],
    ['sas=$(az make "a b") && az set --value "?$sas"', ['az|make|a b', 'az|set|--value|?a b']],
    ['sas=$(az fail) && az set --value "?$sas"', ['az|fail', 'It failed.']],
    ['az set --value name=x', ['az|set|--value|name=x']],
    ['sas=a b', ['More than one word is given to sas in: sas=a b']],
  ])('%s', async (command, done) => {
    expect(await ran(command)).toEqual(done);
  });
});
