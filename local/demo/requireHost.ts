/** Reads the URL that `--attach` gives, and returns its origin. @throws Error when it is not an http or https URL. */
export function parseAttach(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.hostname && (url.protocol === 'http:' || url.protocol === 'https:')) return url.origin;
  throw new Error(`--attach "${text}" is no URL; expected http://host:port, as in --attach http://localhost:7071.`);
}

/**
 * Makes sure that the app answers on a Functions host, before anything is pushed.
 *
 * @throws Error naming what answered, or that nothing did, and the next step.
 */
export async function requireHost(options: { host: string; key?: string; signal?: AbortSignal }): Promise<void> {
  const { host, key, signal } = options;
  const headers: Record<string, string> = key ? { 'x-functions-key': key } : {};
  const url = new URL('/api/routes', host).href;
  const response = await fetch(url, { headers, ...(signal ? { signal } : {}) }).catch((error: unknown) => {
    throw new Error(
      `No Functions host answers at ${host} (${causeOf(error)}). Start one (docs/local-host.md), then run this again.`,
      { cause: error },
    );
  });
  const { status } = response;
  await response.body?.cancel();
  if (status === 401 || status === 403) {
    const what = key ? 'refuses the key that --key gives' : 'asks for a function key';
    throw new Error(`The host at ${host} ${what} (GET ${url} answered ${status}). Pass a function key with --key.`);
  }
  if (!response.ok) {
    throw new Error(
      `GET ${url} answered ${status}: the app does not run there. Start it (docs/local-host.md) and look at the host's log.`,
    );
  }
}

/**
 * Makes sure that the stack of `folder` runs.
 *
 * @param admin URL of its admin endpoint. @throws Error naming its folder and the next step.
 */
export async function requireStack(admin: string, folder: string): Promise<void> {
  try {
    await (await fetch(new URL('/admin/', admin))).body?.cancel();
  } catch (error) {
    throw new Error(
      `The stack of ${folder} does not answer at ${admin} (${causeOf(error)}). Start it with "npm run stack", or name ` +
        'the folder of the one that runs with --folder.',
      { cause: error },
    );
  }
}

/** Node's code, as ECONNREFUSED: fetch itself only says that it failed. */
function causeOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}
