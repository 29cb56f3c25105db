const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];
const EXEMPTION = 'NO_PROXY';
const LOOPBACK = ['127.0.0.1', 'localhost'];

/**
 * Changes an environment so that no client that reads it, here or in a child process, goes through a proxy to reach
 * this machine. Without a proxy nothing is changed.
 *
 * Clients differ in which spelling of a name they read first and in how they split the list, so both spellings get the
 * same list, with commas. Where every host is exempt (`*`), which some clients do not know, the proxy itself is removed.
 */
export function exemptLoopback(env: NodeJS.ProcessEnv): void {
  const spelled = (name: string): string[] => [name, name.toLowerCase()];
  const proxies = PROXIES.flatMap(spelled).filter((name) => env[name]);
  if (proxies.length === 0) return;
  const exempt = spelled(EXEMPTION).flatMap((name) => (env[name] ?? '').split(/[\s,]+/).filter((host) => host !== ''));
  if (exempt.includes('*')) for (const name of proxies) delete env[name];
  const list = [...new Set([...exempt, ...LOOPBACK])].join(',');
  for (const name of spelled(EXEMPTION)) env[name] = list;
}
