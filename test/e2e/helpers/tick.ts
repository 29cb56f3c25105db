import { request } from './request';
import type { LocalStack } from './startLocalStack';

/** Has the host call the timer function `tick` now, which it calls every minute. */
export async function tick({ endpoints }: LocalStack): Promise<void> {
  const url = `${endpoints.host}/admin/functions/tick`;
  const { status, text } = await request(url, { method: 'POST', body: { input: '' } });
  if (status !== 202) throw new Error(`POST ${url} answered ${status}: ${text}`);
}
