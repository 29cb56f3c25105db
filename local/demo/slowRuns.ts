/** Long enough to see that batches overlap. */
const SERVICE_TIMES = { exportSeconds: 2, importSeconds: 2 };

/**
 * Has the pipeline runs of a stack take some seconds.
 *
 * @param admin  the stack's admin endpoint
 * @returns gives the stack back the service times that it had
 * @throws Error when the admin endpoint does not answer as it should
 */
export async function slowRuns(admin: string): Promise<() => Promise<void>> {
  const { exportSeconds, importSeconds } = (await ask(admin)) as typeof SERVICE_TIMES;
  await ask(admin, SERVICE_TIMES);
  return async () => void (await ask(admin, { exportSeconds, importSeconds }));
}

async function ask(admin: string, changes?: object): Promise<unknown> {
  const url = `${admin}/settings`;
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, changes && { method: 'PUT', headers, body: JSON.stringify(changes) });
  if (answer.ok) return answer.json();
  throw new Error(`${changes ? 'PUT' : 'GET'} ${url} answered ${answer.status}: ${await answer.text()}`);
}
