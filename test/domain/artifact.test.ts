import { formatArtifact, formatReference, parseArtifact } from '../../src/domain/artifact';

const DIGEST = `sha256:${'a1'.repeat(32)}`;

describe('parseArtifact', () => {
  it.each([
    ['app', { repository: 'app', tag: 'latest' }],
    ['app:v1', { repository: 'app', tag: 'v1' }],
    ['team/app:v1.0_RC-2', { repository: 'team/app', tag: 'v1.0_RC-2' }],
    ['a/b/c/d:1', { repository: 'a/b/c/d', tag: '1' }],
    ['a.b_c__d-e---f:_x', { repository: 'a.b_c__d-e---f', tag: '_x' }],
    [`app@${DIGEST}`, { repository: 'app', digest: DIGEST }],
    [`team/app:v1@${DIGEST}`, { repository: 'team/app', tag: 'v1', digest: DIGEST }],
    [`${'r'.repeat(255)}:v1`, { repository: 'r'.repeat(255), tag: 'v1' }],
    [`app:${'t'.repeat(128)}`, { repository: 'app', tag: 't'.repeat(128) }],
  ])('reads %s', (text, expected) => {
    expect(parseArtifact(text)).toEqual(expected);
  });

  it.each([
    ['', 'repository'],
    [' ', 'repository'],
    [':v1', 'repository'],
    ['App:v1', 'lowercase'],
    ['/app:v1', 'repository'],
    ['app/:v1', 'repository'],
    ['team//app:v1', 'repository'],
    ['-app:v1', 'repository'],
    ['app-:v1', 'repository'],
    ['a..b:v1', 'repository'],
    ['a___b:v1', 'repository'],
    ['https://reg.example/app:v1', 'without the address of its registry'],
    ['naïve:v1', 'repository'],
    ['app\u200b:v1', 'repository'],
    ['app\n:v1', 'repository'],
    [`${'r'.repeat(256)}:v1`, 'longer than 255'],
    ['app:', 'tag'],
    ['app:v1 ', 'tag'],
    ['app:v1\n', 'tag'],
    ['app:.v1', 'tag'],
    ['app:-v1', 'tag'],
    ['app:ü', 'tag'],
    ['app:v1:v2', 'tag'],
    ['localhost:5000/app:v1', 'without the address of its registry'],
    ['reg.example:443/app', 'without the address of its registry'],
    [`app:${'t'.repeat(129)}`, 'tag'],
    ['app@', 'digest'],
    ['app@sha256:abc', 'digest'],
    [`app@${DIGEST}0`, 'digest'],
    [`app@${DIGEST.toUpperCase()}`, 'digest'],
    [`app@sha512:${'a'.repeat(128)}`, 'digest'],
    [`app@${DIGEST}@${DIGEST}`, 'digest'],
    [`app:@${DIGEST}`, 'tag'],
    [`app:.v1@${DIGEST}`, 'tag'],
    ['app:v1@', 'digest'],
    ['app:v1@sha256:abc', 'digest'],
    [`localhost:5000/app@${DIGEST}`, 'without the address of its registry'],
  ])('refuses %j and says what is wrong', (text, words) => {
    expect(parseArtifact(text)).toEqual({ problem: expect.stringContaining(words) });
  });

  it('is quick with a long text that almost matches', () => {
    const started = process.hrtime.bigint();
    parseArtifact(`${'a-'.repeat(100_000)}:v1`);
    parseArtifact(`app:${'a.'.repeat(100_000)}!`);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(1_000);
  });

  it.each(['app:v1', 'team/app:latest', `team/app@${DIGEST}`, `app:v1@${DIGEST}`])(
    'formatReference gives %s back',
    (text) => {
      expect(formatReference(parseArtifact(text) as never)).toBe(text);
    },
  );

  it.each([
    ['app:v1', 'app:v1'],
    [`team/app@${DIGEST}`, `team/app@${DIGEST}`],
    [`app:v1@${DIGEST}`, 'app:v1'],
  ])('formatArtifact names %s as runs and reports do', (text, name) => {
    expect(formatArtifact(parseArtifact(text) as never)).toBe(name);
  });
});
