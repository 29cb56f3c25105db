import { expandCommand } from '../../../../local/faults/shell/expandCommand';

const run = async (words: string[]): Promise<string> => `<${words.join('+')}>`;
const expand = (text: string) => expandCommand(text, { variables: { URL: 'http://app', KEY: 'k' }, run });

describe('expandCommand', () => {
  it.each([
    ['az acr show --name x', ['az', 'acr', 'show', '--name', 'x']],
    [`az --role "Storage Reader"  --tag 'a $KEY "b"'`, ['az', '--role', 'Storage Reader', '--tag', 'a $KEY "b"']],
    ['curl "$URL/api?x=${KEY}" ""', ['curl', 'http://app/api?x=k', '']],
    ['az --scope "$(az show --name "a b")/rest" $(az id)', ['az', '--scope', '<az+show+--name+a b>/rest', '<az+id>']],
  ])('%s', async (text, words) => {
    expect(await expand(text)).toEqual(words);
  });

  it.each(['az a; rm b', 'az a | b', 'az "open', 'az $(open', 'az $UNKNOWN', 'az a > b', 'az `b`'])(
    'refuses what needs more of a shell: %s',
    async (text) => {
      await expect(expand(text)).rejects.toThrow(text.slice(3, 6).trim());
    },
  );
});
