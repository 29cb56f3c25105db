import { redact } from '../../src/domain/redact';

const SIG = 'c2VjcmV0L3NpZ25hdHVyZQ%3D%3D';
const RAW = 'c2VjcmV0L3NpZ25hdHVyZQ==';
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJmZXJyeSJ9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';
const SECRET_PARTS = ['c2VjcmV0L3', 'eyJzdWIi', 'c2lnbmF0dXJlLW9m', 'bm90LXRvLWJl', 'hunter2hunter2'];

const TEXTS: [string, string][] = [
  ['a SAS with the signature last', `https://a.blob.core.windows.net/c/b?sv=2024-11-04&sig=${SIG}`],
  ['a SAS with the signature first', `https://a.blob.core.windows.net/c/b?sig=${SIG}&sv=2024-11-04`],
  ['a SAS with the signature alone', `sig=${RAW}`],
  ['a SAS in XML', `<CopySource>https://a/c/b?sv=1&amp;sig=${SIG}&amp;se=2</CopySource>`],
  ['a SAS in JSON', JSON.stringify({ url: `https://a/c/b?sv=1&sig=${SIG}` })],
  ['a SAS with an upper-case name', `https://a/c/b?SIG=${SIG}`],
  ['a SAS that is a parameter', `https://p/?url=${encodeURIComponent(`https://a/c/b?sv=1&sig=${SIG}`)}`],
  ['a SAS that is the first thing in a parameter', `https://p/?url=${encodeURIComponent(`https://a/c/b?sig=${SIG}`)}`],
  ['a SAS encoded twice', `https://p/?url=${encodeURIComponent(encodeURIComponent(`https://a/c/b?sv=1&sig=${SIG}`))}`],
  ['two SAS in one text', `from https://a/b?sig=${SIG} to https://c/d?sig=${SIG}`],
  ['a bearer token', `authorization: Bearer ${JWT}`],
  ['an opaque bearer token', `Authorization: bearer c2VjcmV0L3NpZ25hdHVyZQ==`],
  ['a basic login', `Authorization: Basic ${RAW}`],
  ['a shared key', `Authorization: SharedKey account:bm90LXRvLWJl+/=`],
  ['a bare token', `the token ${JWT} has expired`],
  ['a token in JSON', JSON.stringify({ access_token: JWT, refresh_token: JWT })],
  ['an opaque token in JSON', JSON.stringify({ refresh_token: 'bm90LXRvLWJl' })],
  ['an opaque token in JSON in JSON', JSON.stringify(JSON.stringify({ refresh_token: 'bm90LXRvLWJl' }))],
  ['a connection string', `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=bm90LXRvLWJl==;EndpointSuffix=x`],
  ['a token request', `grant_type=client_credentials&client_secret=hunter2hunter2&scope=x`],
  ['a token exchange', `grant_type=access_token&access_token=bm90LXRvLWJl&service=x`],
  ['a function key', `https://app.example/api/transfers?code=bm90LXRvLWJl==&limit=1`],
];

it.each(TEXTS)('takes %s out', (_, text) => {
  const clean = redact(text);
  for (const part of SECRET_PARTS) expect(clean).not.toContain(part);
  expect(clean).toContain('…');
  expect(redact(clean)).toBe(clean);
});

it('leaves the rest of an address readable', () => {
  expect(redact(`https://a/c/b?sv=1&sig=${SIG}&se=2`)).toBe('https://a/c/b?sv=1&…&se=2');
  expect(redact(`AccountName=a;AccountKey=bm90LXRvLWJl;EndpointSuffix=x`)).toBe(
    'AccountName=a;AccountKey=…;EndpointSuffix=x',
  );
});

it.each([
  'The design=modern setting of the blob prod-t1.tar.gz does not exist.',
  '403 AuthorizationPermissionMismatch: This request is not authorized to perform this operation.',
  'Bearer token is missing.',
  `registry.example/app@sha256:${'ab'.repeat(32)}`,
])('leaves %j as it is', (text) => {
  expect(redact(text)).toBe(text);
});
