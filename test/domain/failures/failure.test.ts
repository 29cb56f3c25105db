import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostFailure, inShort, internalError } from '../../../src/domain/failures/failure';

const RECORDED = join(__dirname, '../../fixtures/functions-host/orchestrations/03-activity-throws-uncaught.json');

describe('what the Functions host throws for an activity that it ended', () => {
  it('gives its first line, without the stack that the recorded extension adds', () => {
    const recording = readFileSync(RECORDED, 'utf8');
    const [, escaped = ''] = /"error": ("Activity function 'boom' failed:.*)$/m.exec(recording) ?? [];
    const text = JSON.parse(escaped.replace(/,\s*$/, '')) as string;
    expect(text).toContain('RemoteStackTrace');
    expect(hostFailure(new Error(text))).toEqual({
      code: 'unexpected_error',
      message: 'The Functions host ended a step of the transfer: kaboom',
      nextStep: expect.stringContaining('log') as string,
    });
  });

  it.each([
    [new Error('one\n    at src/x.ts:1:1'), 'one'],
    [new Error(''), 'it has no message.'],
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [new Error("Activity function 'x' failed:  "), 'it has no message.'],
  ])('%p becomes unexpected_error', (thrown, words) => {
    expect(hostFailure(thrown)).toMatchObject({
      code: 'unexpected_error',
      message: expect.stringMatching(`: ${words}$`) as string,
    });
  });
});

it('a defect of the app tells its first line, without secrets', () => {
  const failure = internalError(new Error('https://a/c/b?sig=c2VjcmV0 is odd\n    at secret/path.ts'));
  expect(failure).toMatchObject({ code: 'internal_error', message: expect.stringContaining('is odd') as string });
  expect(failure.message).not.toMatch(/c2VjcmV0|path/);
});

it('what an exception says at length is cut', () => {
  expect(internalError(new Error('x'.repeat(100_000))).message.length).toBeLessThan(2_100);
});

it('a long failure is repeated in few words, a short one as it is', () => {
  const failure = { code: 'export_run_failed' as const, message: 'It failed.', nextStep: 'n', correlationId: 'c' };
  expect(inShort(failure)).toBe(failure);
  const long = { ...failure, message: `It failed: ${'x'.repeat(2_000)}` };
  expect(inShort(long)).toEqual({
    ...failure,
    message: `It failed: ${'x'.repeat(189)}… (the whole message stands in "failures" of the report).`,
  });
});
