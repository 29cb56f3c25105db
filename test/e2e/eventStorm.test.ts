import { existsSync, readFileSync } from 'node:fs';
import type { TransferList } from '../../src/functions/http/schemas/transferList';
import { blobCreatedEvent } from '../helpers/blobEvents';
import { createCourier } from './helpers/courier';
import { endSubscriptions } from './helpers/endSubscriptions';
import { request } from './helpers/request';
import { ROUTE, startFerry, type Ferry } from './helpers/startFerry';
import { until } from './helpers/until';

const BLOBS = 100;
const EVENTS = 10_000;
/** The largest body that Event Grid delivers. */
const MIB = 1024 * 1024;
/** The smallest plan of Azure Functions has 1.5 GiB (Consumption) or 2 GiB (Flex), of which the host itself takes a part. */
const MEMORY_MIB = 700;

describe('ten thousand events for a hundred blobs', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }) => {
        const both = routes[ROUTE] ?? {};
        both['keepBlobs'] = true;
        const { target } = both;
        routes['storm'] = { target, arrivals: { prefix: 'storm/', manifestWaitMinutes: 0 } };
      },
      env: { FERRY_IMPORTS_AT_ONCE: '20' },
    });
    await endSubscriptions(ferry.stack, 'blobCreated');
  });
  afterAll(() => ferry?.stop());

  it('are a hundred imports, in bounded memory', async () => {
    // Prepare
    const { stack, api, push, runs } = ferry;
    const reference = await push('storm/app:1.0');
    const { batches } = await api.reportOf((await api.start([reference])).id);
    const courier = createCourier(stack);
    const content = await courier.take('exports', batches[0]?.blob ?? '');
    const names = Array.from({ length: BLOBS }, (_, index) => `storm/${index}.tar.gz`);
    for (const name of names) await courier.bring(name, content);

    // Act
    const events = Array.from({ length: EVENTS }, (_, index) =>
      blobCreatedEvent(stack.endpoints.imports, names[(index * 37) % BLOBS] ?? '', { id: `event-${index}` }),
    );
    const memory = watchMemory(ferry.host().pid);
    await Promise.all(bodiesOf(events).map((body) => deliver(ferry, body)));
    const haveEnded = async () => (await listed(ferry)).every(({ state }) => !GOING.includes(state));
    await until(haveEnded, { what: 'the end of all imports', timeoutMs: 300_000 });
    memory.end();

    // Assess
    expect(await listed(ferry)).toHaveLength(BLOBS);
    const imported = (await runs.list('target')).map(({ properties }) => properties.request.source?.name ?? '');
    expect(imported.filter((name) => name.startsWith('storm/')).sort()).toEqual([...names].sort());
    expect(memory.peakMiB()).toBeLessThan(MEMORY_MIB);
  }, 400_000);
});

const GOING = ['accepted', 'running'];

async function listed({ stack }: Ferry) {
  const url = `${stack.endpoints.host}/api/transfers?route=storm&limit=100`;
  return (await request<TransferList>(url)).json?.transfers ?? [];
}

function bodiesOf(events: object[]): string[] {
  const bodies: string[] = [];
  let batch: string[] = [];
  let bytes = 2;
  for (const event of events.map((one) => JSON.stringify(one))) {
    if (bytes + event.length + 1 > MIB) {
      bodies.push(`[${batch.join(',')}]`);
      [batch, bytes] = [[], 2];
    }
    batch.push(event);
    bytes += event.length + 1;
  }
  return [...bodies, `[${batch.join(',')}]`];
}

/** Delivers a batch as Event Grid does: again, until it is accepted. */
async function deliver({ stack }: Ferry, body: string): Promise<void> {
  const url = `${stack.endpoints.host}/runtime/webhooks/EventGrid?functionName=blobCreated`;
  const headers = { 'aeg-event-type': 'Notification' };
  const isAccepted = async () => (await request(url, { method: 'POST', headers, body })).status === 202;
  await until(isAccepted, { what: 'an accepted delivery', timeoutMs: 120_000 });
}

/** Looks at the memory of a process every now and then. */
function watchMemory(pid: number): { peakMiB(): number; end(): void } {
  let peak = 0;
  const look = (): void => {
    if (!existsSync(`/proc/${pid}/status`)) return;
    const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    peak = Math.max(peak, Number(kib) / 1024);
  };
  const timer = setInterval(look, 100).unref();
  return { peakMiB: () => peak, end: () => clearInterval(timer) };
}
