import { freePort } from '../../local/http/freePort';
import { type StackPorts, portVariable, readStackSettings } from '../../local/stack/stackSettings';

/** The environment of a stack of the bench's own: its folder, and ports that nobody uses. */
export async function ownStack(folder: string): Promise<NodeJS.ProcessEnv> {
  const names = Object.keys(readStackSettings({}, folder).ports) as (keyof StackPorts)[];
  const ports = new Set<number>();
  while (ports.size < names.length) ports.add(await freePort());
  const values = [...ports];
  const variables = names.map((name, index) => [portVariable(name), String(values[index])]);
  return { ...process.env, FERRY_LOCAL_FOLDER: folder, ...Object.fromEntries(variables) };
}
