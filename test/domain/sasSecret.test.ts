import { readSas } from '../../src/domain/sasSecret';
import { SECRETS, repeatedIn } from './validation/secrets';

const SAS =
  'sv=2024-11-04&st=2026-01-01T00%3A00%3A00Z&se=2026-02-01T00%3A00%3A00Z&sr=c&sp=racwdl&sig=aB3%2FxY%2Bz9Qw%3D';
const URL_WITH_SAS = `https://acct.blob.core.windows.net/exports?${SAS}`;
const JANUARY = Date.parse('2026-01-15T00:00:00Z');
const html = (text: string) => text.replaceAll('&', '&amp;');

/** What a SAS with other values reads as. */
function problemOf(changes: Record<string, string | undefined>, use = {}): string {
  const pairs = SAS.split('&').map((pair) => pair.split('=') as [string, string]);
  const changed = { ...Object.fromEntries(pairs), ...changes };
  const text = Object.entries(changed).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  const reading = readSas(text.join('&'), use);
  return 'problem' in reading ? reading.problem : 'none';
}

describe('readSas takes', () => {
  it.each([
    ['the SAS', SAS],
    ['a question mark before it', `?${SAS}`],
    ['an ampersand before it', `&${SAS}`],
    ['an ampersand after it', `${SAS}&`],
    ['both before it', `?&${SAS}`],
    ['white space and line breaks around it', ` \r\n\t?${SAS}\n\n`],
    ['a byte order mark and a no-break space', `\uFEFF${SAS}\u00A0`],
    ['an invisible character inside it', SAS.replace('sr=', '\u200Bsr=')],
    ['line breaks inside it', SAS.replace('&sr', '\r\n  &sr')],
    ['double quotes', `"${SAS}"`],
    ['single quotes', `'?${SAS}'`],
    ['typographic quotes', `“${SAS}”`],
    ['back quotes', `\`${SAS}\``],
    ['quotes in quotes', `'"${SAS}"' `],
    ['HTML', html(SAS)],
    ['HTML twice', html(html(SAS))],
    ['HTML in numbers, with quotes', `&quot;${SAS.replaceAll('&', '&#38;')}&#34;`],
    ['JSON', `"${SAS.replaceAll('&', '\\u0026')}"`],
    ['a URL', URL_WITH_SAS],
    ['a URL with capital letters', URL_WITH_SAS.replace('https', 'HTTPS')],
    ['a URL of the account', `https://acct.blob.core.windows.net/?${SAS}`],
    ['a URL with a fragment', `${URL_WITH_SAS}#x`],
    ['a URL in quotes and in HTML', ` "${html(URL_WITH_SAS)}"\n`],
    ['an encoded SAS', encodeURIComponent(SAS)],
    ['an encoded question mark', encodeURIComponent(`?${SAS}`)],
    ['an encoded URL', encodeURIComponent(URL_WITH_SAS)],
    ['a connection string', `BlobEndpoint=https://acct.blob.core.windows.net/;SharedAccessSignature=${SAS}`],
    ['a signature as it is', SAS.replace(/sig=.*/, 'sig=aB3/xY+z9Qw=')],
    ['a signature whose + became a space', SAS.replace(/sig=.*/, 'sig=aB3/xY z9Qw=')],
  ])('%s', (_, secret) => {
    const use = { now: JANUARY, need: 'racwdl', containerUri: 'https://acct.blob.core.windows.net/exports' };
    expect(readSas(secret, use)).toEqual({ sas: SAS });
  });

  it('a SAS whose times and permissions stand in a stored access policy', () => {
    const sas = 'sv=2024-11-04&si=ferry&sr=c&sig=aB3';
    expect(readSas(sas, { now: JANUARY, need: 'r' })).toEqual({ sas });
  });
});

describe('readSas names', () => {
  it.each([
    ['', 'is empty'],
    [' \r\n\t', 'is empty'],
    ['""', 'is empty'],
    ['?', 'is empty'],
    ['\uFEFF', 'is empty'],
    [`${'Zk9x+Q/7'.repeat(10)}Zk9x+Q==`, 'is an account key, not a SAS'],
    [`"${'Zk9x+Q/7'.repeat(10)}Zk9x+Q=="\n`, 'is an account key, not a SAS'],
    ['DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b==', 'is a connection string, not a SAS'],
    ['Endpoint=sb://x;SharedAccessKey=b==', 'is a connection string, not a SAS'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3', 'is a token, not a SAS'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', 'is a key or a certificate in PEM, not a SAS'],
    ['3f2b8c1d-9e47-4a6b-8d05-1c7e9f2a6b34', 'is a GUID, not a SAS'],
    ['{"sas": "x"}', 'is a JSON text, not a SAS'],
    ['hunter2', 'is a text of 7 characters, not a SAS'],
    ['https://acct.blob.core.windows.net/exports', 'is a URL without a SAS'],
    ['https://acct.blob.core.windows.net/exports?', 'is a URL without a SAS'],
    ['https://acct.blob.core.windows.net/exports?code=x', 'is a text with a query that is no SAS'],
  ])('%j: it %s', (secret, problem) => {
    expect(readSas(secret)).toEqual({ problem, isOutdated: false });
  });

  it.each([
    ['without sig', { sig: undefined }, 'is a SAS without a signature (sig)'],
    ['with an empty sig', { sig: '' }, 'is a SAS without a signature (sig)'],
    ['without se', { se: undefined }, 'is a SAS without an expiry (se)'],
    ['of one blob', { sr: 'b' }, 'is a SAS of one blob (sr), not of the container'],
    ['of queues', { ss: 'q' }, 'is a SAS without the blob service (ss)'],
    ['of containers without their blobs', { ss: 'b', srt: 'c' }, 'is a SAS that does not reach blobs (srt)'],
  ])('a SAS %s', (_, changes, problem) => {
    expect(problemOf(changes)).toBe(problem);
  });

  it('a SAS that has expired, or is not valid yet, by more than clocks differ', () => {
    const expired = 'is a SAS that expired at 2026-02-01T00:00:00.000Z';
    const at = (time: string) => ({ now: Date.parse(time) });
    expect(problemOf({}, at('2026-02-01T00:14:00Z'))).toBe('none');
    expect(problemOf({}, at('2026-02-01T00:16:00Z'))).toBe(expired);
    expect(problemOf({ se: '2026-02-01T00:00Z' }, at('2026-02-02T00:00:00Z'))).toBe(expired);
    expect(problemOf({ se: '2026-02-01' }, at('2026-02-02T00:00:00Z'))).toBe(expired);
    expect(problemOf({ se: 'soon' }, at('2026-02-02T00:00:00Z'))).toBe('none');
    expect(problemOf({}, at('2025-12-31T23:50:00Z'))).toBe('none');
    expect(problemOf({}, at('2025-12-31T00:00:00Z'))).toBe(
      'is a SAS that is not valid before 2026-01-01T00:00:00.000Z',
    );
    expect(readSas(SAS, at('2027-01-01T00:00:00Z'))).toEqual({ problem: expired, isOutdated: true });
  });

  it('the permissions that a SAS lacks', () => {
    expect(problemOf({ sp: 'rl' }, { need: 'rl' })).toBe('none');
    expect(problemOf({ sp: 'rl' }, { need: 'racwdl' })).toBe('is a SAS that lacks the permissions acwd (sp)');
    expect(problemOf({ sp: undefined }, { need: 'r' })).toBe('is a SAS that lacks the permissions r (sp)');
  });

  it.each([
    ['https://acct.blob.core.windows.net/exports', true],
    ['https://acct-secondary.blob.core.windows.net/exports', true],
    ['https://storage.example/exports', true],
    ['https://127.0.0.1:10000/acct/exports', true],
    ['https://other.blob.core.windows.net/exports', false],
    ['https://acct.blob.core.windows.net/imports', false],
  ])('the SAS of another container, for one of %s: %s is the same', (containerUri, isSame) => {
    const problem = { problem: 'is the SAS of another container', isOutdated: false };
    expect(readSas(URL_WITH_SAS, { containerUri })).toEqual(isSame ? { sas: SAS } : problem);
  });

  it.each(SECRETS)('%s without repeating it', (_, secret) => {
    const reading = readSas(secret);
    expect(repeatedIn('problem' in reading ? reading.problem : '', secret)).toEqual([]);
  });
});
