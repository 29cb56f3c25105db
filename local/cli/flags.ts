import { parseArgs, type ParseArgsConfig } from 'node:util';
import { type StackSettings, readStackSettings } from '../stack/stackSettings';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The flags that every command takes. */
const COMMON = {
  folder: { type: 'string' },
  'port-offset': { type: 'string' },
  reset: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies Options;

export const COMMON_HELP = `  --folder PATH      where all state is kept (FERRY_LOCAL_FOLDER; default .local/stack)
  --port-offset N    added to every default port, so that two stacks can run side by side (FERRY_LOCAL_PORT_OFFSET)
  --reset            clear the folder first
  --help             show this`;

export interface Flags {
  settings: StackSettings;
  reset: boolean;
  help: boolean;
  /** The command's own flags, by name. */
  own: Record<string, string | boolean | undefined>;
}

/**
 * Reads the command line; a flag wins over its environment variable.
 *
 * @param own flags that only this command takes. @param defaultFolder where state is kept unless told otherwise.
 * @throws Error saying which flag is wrong and what is expected.
 */
export function readFlags(args: string[], own: Options = {}, defaultFolder?: string): Flags {
  const { values } = parse(args, { ...own, ...COMMON });
  const env = { ...process.env };
  if (defaultFolder) env['FERRY_LOCAL_FOLDER'] ||= defaultFolder;
  if (typeof values['folder'] === 'string') env['FERRY_LOCAL_FOLDER'] = values['folder'];
  if (typeof values['port-offset'] === 'string') env['FERRY_LOCAL_PORT_OFFSET'] = values['port-offset'];
  return {
    settings: readStackSettings(env, process.cwd()),
    reset: values['reset'] === true,
    help: values['help'] === true,
    own: Object.fromEntries(Object.keys(own).map((name) => [name, values[name] as string | boolean | undefined])),
  };
}

function parse(args: string[], options: Options): ReturnType<typeof parseArgs> {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false });
  } catch (error) {
    throw new Error(`${(error as Error).message} Run the command with --help to see every flag.`, { cause: error });
  }
}
