import { mergeJson, type Json } from '../../files/mergeJson';
import { flag, type AzCommand } from './azCommand';

/** `az resource …` */
export const RESOURCE_COMMANDS: Readonly<Record<string, AzCommand>> = {
  /** As the command line does it: what a GET answers, with the changes of `--set`, is PUT. */
  async 'resource update'(stack, flags) {
    const path = `${flag(flags, 'ids')}?api-version=${flag(flags, 'api-version')}`;
    const found = await stack.manage('GET', path);
    if (!found) throw new Error(`There is no ${flag(flags, 'ids')}.`);
    return stack.manage('PUT', path, (flags['set'] ?? []).map(nested).reduce(mergeJson, found));
  },
};

/** `a.b=c` as `{a: {b: 'c'}}`; what reads as a list or an object is one. */
function nested(setting: string): Json {
  const [path = '', ...value] = setting.split('=');
  const text = value.join('=');
  const set: unknown = /^[[{]/.test(text) ? JSON.parse(text) : text;
  return path.split('.').reduceRight((inner, name) => ({ [name]: inner }), set) as Json;
}
