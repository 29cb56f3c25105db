import { readErrorBody } from '../../src/domain/errorBody';

const wordsOf = (body: unknown) => readErrorBody(body).words;

describe('words are found wherever Azure puts them', () => {
  it.each<[string, unknown, string]>([
    ['an object', { error: { code: 'Conflict', message: 'It is busy.' } }, 'Conflict: It is busy.'],
    ['a text', { error: 'It is busy.' }, 'It is busy.'],
    ['flat', { code: 'Conflict', message: 'It is busy.' }, 'Conflict: It is busy.'],
    ['with capital letters', { Code: 'Conflict', Message: 'It is busy.' }, 'Conflict: It is busy.'],
    ['of a gateway', { statusCode: 404, message: 'Resource not found' }, 'Resource not found'],
    [
      'of a registry',
      { errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest is not found', detail: { Tag: 'v1' } }] },
      'MANIFEST_UNKNOWN: manifest is not found',
    ],
    ['a list of texts', { errors: ['One is missing.', 'Two is missing.'] }, 'One is missing. Two is missing.'],
    [
      'of an authority',
      {
        error: 'invalid_client',
        error_description: 'AADSTS7000222: The secret expired.\r\nTrace ID: a\r\nTimestamp: b',
      },
      'invalid_client: AADSTS7000222: The secret expired.',
    ],
    [
      'of a vault',
      {
        error: { code: 'Forbidden', message: 'Operation get is not allowed.', innererror: { code: 'SecretDisabled' } },
      },
      'SecretDisabled; Forbidden: Operation get is not allowed.',
    ],
    [
      'details',
      {
        error: {
          code: 'BadRequest',
          message: 'See details.',
          details: [
            { code: 'One', message: 'First.' },
            { code: 'Two', message: 'Second.' },
          ],
        },
      },
      'One: First. Two: Second. BadRequest: See details.',
    ],
    [
      'JSON within the message',
      { error: { code: 'Failed', message: '{"error":{"code":"Inner","message":"This is why."}}' } },
      'Inner: This is why. Failed',
    ],
    [
      'JSON at the end of the message',
      { pipelineRunErrorMessage: 'Failed to access storage: {"error":{"code":"Inner","message":"Why."}}' },
      'Inner: Why. Failed to access storage',
    ],
    [
      'XML at the end of the message',
      {
        pipelineRunErrorMessage:
          'Failed to read: <?xml version="1.0"?><Error><Code>A</Code><Message>Why.</Message></Error>',
      },
      'A: Why. Failed to read',
    ],
    ['a message that is an object', { pipelineRunErrorMessage: { code: 'A', message: 'Why.' } }, 'A: Why.'],
    ['OData', { 'odata.error': { code: 'A', message: { lang: 'en', value: 'Why.' } } }, 'Why. A'],
    [
      'of a run',
      { properties: { error: { code: 'A', message: 'Why.' }, response: { error: { message: 'Deeper.' } } } },
      'Deeper. A: Why.',
    ],
  ])('%s', (_, body, words) => {
    expect(wordsOf(body)).toBe(words);
    // Whoever handed the answer on may have left it a text.
    expect(wordsOf(JSON.stringify(body))).toBe(words);
  });

  it.each([
    ['a text: its first line', 'It is busy.\r\nat Some.Stack()', 'It is busy.'],
    ['empty', ' \n', ''],
    [
      'XML of storage',
      '\uFEFF<?xml version="1.0"?><Error><Code>A</Code><Message>Not &quot;now&quot;.\nRequestId:1\nTime:2</Message></Error>',
      'A: Not "now".',
    ],
    [
      'XML of storage that explains itself',
      '<Error><Code>A</Code><Message>No.</Message><AuthenticationErrorDetail>Expiry 2026</AuthenticationErrorDetail></Error>',
      'A: No. Expiry 2026',
    ],
    ['other XML', '<fault>It is broken.</fault>', 'It is broken.'],
    ['a page', '<!DOCTYPE html>\n<html><head><title>502 Bad\nGateway</title></head><p>x</p></html>', '502 Bad Gateway'],
    ['a page without a title', '<html><style>p {}</style><body><h1>Blocked</h1><p>by a proxy</p></html>', 'Blocked'],
  ])('%s', (_, body, words) => {
    expect(wordsOf(body)).toBe(words);
  });

  it.each([undefined, null, 7, true, [], {}, [[]], { error: null }, { error: 7, message: [] }, { details: [null, 1] }])(
    '%j says nothing',
    (body) => {
      expect(readErrorBody(body)).toEqual({ codes: [], words: '' });
    },
  );
});

it('the outermost code is the answer, and every code is known', () => {
  const body = { error: { code: 'Conflict', details: [{ code: 'Inner', innererror: { code: 'Innermost' } }] } };
  expect(readErrorBody(body)).toMatchObject({ code: 'Conflict', codes: ['Innermost', 'Inner', 'Conflict'] });
  expect(readErrorBody({ errors: [{ code: 'FIRST' }, { code: 'SECOND' }] }).code).toBe('FIRST');
  expect(readErrorBody({ code: 404, message: 'm' }).code).toBeUndefined();
});

it('nothing is said twice', () => {
  const message = 'It failed.';
  const body = { error: { code: 'A', message, details: [{ code: 'A', message }], innererror: { message } } };
  expect(wordsOf(body)).toBe('A: It failed.');
});

it('what cannot be seen is taken out, and secrets are not repeated', () => {
  const token = 'eyJhbGciOiJub25lIn0.eyJzZWNyZXQiOjF9.c2VjcmV0';
  const message = `a\u200bb\u0007c\u202ed\u00a0e ${token} https://x?sig=c2VjcmV0`;
  const words = wordsOf({ error: { code: `C\u0000`, message, details: [JSON.stringify({ message: token })] } });
  expect(words).toContain('C: abcd e … https://x?…');
  expect(words).not.toMatch(/c2VjcmV0|eyJ|[\p{Cc}\p{Cf}]/u);
  const detail = "The MAC signature found in the HTTP request 'c2VjcmV0' is not the same";
  const xml = `<Error><Code>A</Code><AuthenticationErrorDetail>${detail}</AuthenticationErrorDetail></Error>`;
  expect(wordsOf(xml)).toBe('A');
});

describe('whatever its shape, words stay short and are read in time', () => {
  const nested = (levels: number, open: string, close: string) => `${open.repeat(levels)}"x"${close.repeat(levels)}`;
  const LEVELS = 10_000;

  it.each<[string, () => unknown]>([
    ['10,000 inner errors', () => nested(LEVELS, '{"code":"A","innererror":', '}')],
    ['10,000 lists', () => nested(LEVELS, '[', ']')],
    ['10,000 open braces', () => '{"message":'.repeat(LEVELS)],
    ['100,000 details', () => ({ details: Array.from({ length: 100_000 }, (_, n) => ({ code: `C${n}` })) })],
    ['a megabyte', () => 'x'.repeat(1_000_000)],
    ['a megabyte of spaces', () => `x${' '.repeat(1_000_000)}{`],
    ['a megabyte of spaces in a message', () => ({ message: `x${' '.repeat(1_000_000)}{"error":"y"}` })],
    ['a megabyte of tags', () => `<html>${'<title'.repeat(100_000)}`],
    ['a megabyte of scripts', () => `<html>${'<script>'.repeat(100_000)}`],
    ['emoji', () => ({ message: '😀'.repeat(3_000) })],
  ])('%s', (_, make) => {
    const begun = performance.now();
    const words = wordsOf(make());
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(words.length).toBeLessThanOrEqual(2_001);
    expect(words).not.toMatch(/\p{Cs}/u);
  });

  it('the innermost words of 10,000 are there', () => {
    const body: unknown = JSON.parse(nested(LEVELS, '{"error":', '}'));
    expect(wordsOf(body)).toBe('x');
  });

  it('bodies drawn at random', () => {
    const names = ['error', 'errors', 'details', 'innererror', 'code', 'message', 'properties', 'response', 'x'];
    let seed = 1;
    const draw = (below: number) => (seed = (seed * 16_807) % 2_147_483_647) % below;
    const leaves: unknown[] = ['text', 'Code', '', '{', '[]', '{"message":"m"}', '<a>', 0, null, true, '\n', '"'];
    const value = (depth: number): unknown => {
      if (depth === 0 || draw(4) === 0) return leaves[draw(leaves.length)];
      const many = Array.from({ length: draw(4) }, () => value(depth - 1));
      if (draw(3) === 0) return many;
      const object = Object.fromEntries(many.map((one) => [names[draw(names.length)], one]));
      return draw(5) === 0 ? JSON.stringify(object) : object;
    };
    for (let round = 0; round < 3_000; round += 1) {
      const { words, codes } = readErrorBody(value(6));
      expect(words).toBe(words.trim());
      expect(words).not.toMatch(/undefined|\[object|\n/);
      expect(codes).not.toContain('');
    }
  });
});
