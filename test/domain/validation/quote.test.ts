import { describe as describeValue } from '../../../src/domain/validation/describe';
import { quote } from '../../../src/domain/validation/quote';
import { showPath } from '../../../src/domain/validation/showPath';
import { PASS_PHRASES, SECRETS, repeatedIn } from './secrets';

describe('quote', () => {
  it.each([
    ...['builds', 'builds.azurecr.io', 'BUILDS01.azurecr.io', 'stprod9x8f7.blob.core.windows.net'],
    ...['export-ferry', 'ferrystate/acr-ferry', 'my cloud', 'usgov', 'constructor', 'Public', 'TRUE', 'tru', 'yes'],
    ...['4', '1.5', '1e0', '-3', '64MiB', '10 s', '100000', '2025-06-01-privew', '2019-12-01'],
    ...['http://acct.blob.core.windows.net/exports', 'https://acct7x9k2.blob.core.windows.net/my-exports2/'],
    ...['https://management.cloud.example/tenant', 'https://127.0.0.1:10010/exports', 'k8s', 'x'],
    '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-images_01/providers/Microsoft.ContainerRegistry/registries',
    '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/Größe (neu)/providers/Microsoft.Storage/x',
  ])('repeats what is harmless: %s', (value) => {
    expect(quote(value)).toBe(JSON.stringify(value));
  });

  it.each(SECRETS)('describes %s by its length', (_, secret) => {
    expect(quote(secret)).toBe(`a text of ${secret.length} characters (not repeated here: it may hold a secret)`);
    expect(repeatedIn(describeValue(secret), secret)).toEqual([]);
  });

  it.each(PASS_PHRASES)('describes the pass phrase %s by its length', (phrase) => {
    expect(quote(phrase)).not.toContain('horse');
  });

  it.each(SECRETS)('does not take %s for a part of a resource id or of a URL', (_, secret) => {
    const id = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/images/providers';
    expect(repeatedIn(quote(`${id}/${secret}`), secret)).toEqual([]);
    expect(repeatedIn(quote(`https://acct.blob.core.windows.net/${secret}`), secret)).toEqual([]);
  });

  it('escapes what cannot be seen', () => {
    expect(quote('us\u200BGov')).toBe('"us\\u200BGov"');
    expect(quote('us\u{E0041}Gov')).toBe('"us\\uDB40\\uDC41Gov"');
  });

  it('shows an empty text as such', () => {
    expect(quote('')).toBe('an empty string');
  });
});

describe('a description', () => {
  it.each([
    ['\u200B', 'has the invisible character U+200B'],
    ['us\u00A0Gov', 'has the invisible character U+00A0'],
    ['us\u00ADGov', 'has the invisible character U+00AD'],
    ['\uFEFFusGov', 'has the invisible character U+FEFF'],
    ['us\u202EGov', 'has the invisible character U+202E'],
    ['us\u2066Gov', 'has the invisible character U+2066'],
    ['us\u0007Gov', 'has the invisible character U+0007'],
    ['usGov\n', 'has the invisible character U+000A'],
    ['us\u3164Gov', 'has the invisible character U+3164'],
    ['us\u{E0041}Gov', 'has the invisible character U+E0041'],
    ['us\uD800Gov', 'has the invisible character U+D800'],
    [' \t', 'is white space'],
    ['https://acct.example/a?b=c\u200B', 'carries a query, such as a SAS'],
  ])('says of %j: %s', (value, words) => {
    expect(describeValue(value)).toBe(words);
  });

  it('does not repeat a number that may be a password', () => {
    expect(describeValue(8472910365)).toBe('is a number of 10 characters');
    expect([0, -1, 4.25, 100_000_000].map(describeValue)).toEqual(['is 0', 'is -1', 'is 4.25', 'is 100000000']);
  });
});

describe('showPath', () => {
  it.each([
    ...['routes', 'prod-2', 'eu1prod2', 'westeurope12', 'FERRY_NO_SUCH_THING', '$schema', '__proto__', 'k8s'],
    ...['registryId', 'blockSizeMiB', 'bandwidthMiBps', 'tenantID', 'resourceManagerEndpoint', 'FERRY_MAX_BODY_KIB'],
  ])('shows the name %s as it is', (key) => {
    expect(showPath([key])).toBe(key);
  });

  it.each(SECRETS)('does not show %s that is a key', (_, secret) => {
    expect(repeatedIn(showPath(['routes', secret, 'source']), secret)).toEqual([]);
  });
});
