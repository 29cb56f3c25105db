import { type Ferry, ROUTE, startFerry } from './helpers/startFerry';

const SECOND_ROUTE = 'second';

describe('the index and the status of transfers', () => {
  let ferry: Ferry;
  let ids: string[];
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }) => {
        routes[SECOND_ROUTE] = { ...routes[ROUTE] };
      },
    });
    const { api, push } = ferry;
    const references = await Promise.all(['one', 'two', 'three'].map((name) => push(`listed/${name}:1.0`)));
    ids = [];
    for (const reference of references) ids.push((await api.start([reference])).id);
    ids.push((await api.start(['listed/absent:1.0'], { route: SECOND_ROUTE })).id);
    ids.push((await api.start([references[0] ?? ''], { route: SECOND_ROUTE })).id);
    for (const id of ids) await api.reportOf(id);
  });
  afterAll(() => ferry?.stop());

  const listed = async (query: string): Promise<string[]> => {
    const { status, json, text } = await ferry.api.list(query);
    if (status !== 200) throw new Error(text);
    return (json?.transfers ?? []).map(({ id }) => id);
  };

  it('lists newest first, page after page, each transfer once', async () => {
    const newestFirst = [...ids].reverse();
    expect(await listed('')).toEqual(newestFirst);
    const pages: string[][] = [];
    for (let url: string | undefined = `${ferry.host().url}/api/transfers?limit=2`; url;) {
      const answer: { json?: { transfers: { id: string }[]; next?: string } | undefined } =
        await ferry.stack.request(url);
      pages.push((answer.json?.transfers ?? []).map(({ id }) => id));
      url = answer.json?.next;
    }
    expect(pages).toEqual([newestFirst.slice(0, 2), newestFirst.slice(2, 4), newestFirst.slice(4)]);
  });

  it('filters by route, by state and by time, also together', async () => {
    const [one = '', two = '', three = '', absent = '', again = ''] = ids;
    expect(await listed(`?route=${ROUTE}`)).toEqual([three, two, one]);
    expect(await listed(`?route=${SECOND_ROUTE}`)).toEqual([again, absent]);
    expect(await listed('?state=failed')).toEqual([absent]);
    expect(await listed(`?state=succeeded&route=${SECOND_ROUTE}`)).toEqual([again]);
    expect(await listed('?state=running')).toEqual([]);
    expect(await listed('?route=nowhere')).toEqual([]);
    const { createdAt = '' } = (await ferry.api.get(three)).json ?? {};
    expect(await listed(`?from=${createdAt}`)).toEqual([again, absent, three]);
    expect(await listed(`?to=${createdAt}`)).toEqual([two, one]);
    expect(await listed(`?from=${createdAt}&state=failed&limit=1`)).toEqual([absent]);
    // The filter travels with the page.
    const { json } = await ferry.api.list(`?route=${ROUTE}&limit=2`);
    expect(json?.next).toContain(`route=${ROUTE}`);
  });

  it('answers 202 with Location and Retry-After while a transfer runs, and shows where it is; 200 after', async () => {
    const { api, push, hold, held, release } = ferry;
    await hold('run.import.finish');
    const posted = await api.post({ route: ROUTE, artifacts: [await push('listed/watched:1.0')] });
    const { id = '', statusUrl = '' } = posted.json ?? {};
    expect(posted.status).toBe(202);
    expect(statusUrl).toBe(`${ferry.host().url}/api/transfers/${id}`);
    expect(posted.headers).toMatchObject({ location: statusUrl, 'retry-after': expect.stringMatching(/^[1-9]\d*$/) });
    await held('run.import.finish');
    await api.until(id, 'importing', ({ progress }) => progress?.phase === 'importing');
    const running = await api.get(id);
    expect(running.status).toBe(202);
    expect(running.headers).toMatchObject({ location: statusUrl, 'retry-after': expect.stringMatching(/^[1-9]\d*$/) });
    expect(running.json).toMatchObject({ id, state: 'running', route: ROUTE, startedBy: { kind: 'functionKey' } });
    expect(running.json).not.toHaveProperty('report');
    expect(await listed('?state=running')).toEqual([id]);

    await release('run.import.finish');
    const report = await api.reportOf(id);
    const ended = await api.get(id);
    expect(ended.status).toBe(200);
    expect(ended.headers).not.toHaveProperty('retry-after');
    expect(ended.json).toMatchObject({ id, state: 'succeeded', report });
    expect(ended.json).not.toHaveProperty('progress');
    expect(ended.text + running.text + posted.text).not.toMatch(/runtime\/webhooks|code=/);
    ids.push(id);
  });

  it('a restart of stack and host keeps images, transfers, reports and the index', async () => {
    // Prepare
    const { api, stack, target } = ferry;
    const [first = ''] = ids;
    const before = {
      list: (await api.list()).json,
      report: await api.reportOf(first),
      digest: await target.digestOf('listed/one:1.0'),
    };

    // Act
    await ferry.host().stop();
    await stack.end();
    await stack.startAgain();
    await ferry.startHost();

    // Assess
    const after = {
      list: (await api.list()).json,
      report: await api.reportOf(first),
      digest: await target.digestOf('listed/one:1.0'),
    };
    expect(after).toEqual(before);
    expect((await target.pull('listed/one:1.0')).digest).toBe(before.digest);
    expect(await ferry.runs.begun()).toEqual({ exports: 0, imports: 0 });
  });

  it('a second stack beside it shares nothing with it', async () => {
    const other = await startFerry();
    try {
      const reference = await other.push('beside/app:1.0');
      const [mine, theirs] = await Promise.all([ferry.api.start(['listed/two:1.0']), other.api.start([reference])]);
      expect((await ferry.api.reportOf(mine.id)).outcome).toBe('succeeded');
      expect((await other.api.reportOf(theirs.id)).outcome).toBe('succeeded');
      expect((await other.api.list()).json?.transfers.map(({ id }) => id)).toEqual([theirs.id]);
      expect((await ferry.api.get(theirs.id)).status).toBe(404);
      expect(await ferry.target.digestOf(reference).catch(() => 'none')).toBe('none');
    } finally {
      await other.stop();
    }
  });
});
