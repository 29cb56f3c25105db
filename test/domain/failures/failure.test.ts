import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureFromThrown, failureToText, type Failure } from '../../../src/domain/failures/failure';

const RECORDED = join(__dirname, '../../fixtures/functions-host/orchestrations/03-activity-throws-uncaught.json');

const failure: Failure = {
  code: 'service_unavailable',
  message: 'Could not copy block 3: 503 ServerBusy: "The server" is busy.',
  nextStep: 'The app retries by itself.',
  correlationId: '0f8fad5b-d9cb-469f-a165-70867728950e',
};

/** Messages that are awkward inside JSON, inside JSON, inside one line of text. */
const MESSAGES = [
  'plain',
  'says "no" and \'never\'',
  'a path C:\\temp\\new and a trailing backslash \\',
  'two\nlines\tand a tab',
  'braces }} and {"json":"inside"}',
  'ends with the mark }:ferry',
  'ü 漢 🚢',
];

/** What the extension and the JavaScript library make of an error that an activity throws: as recorded. */
function wrapped(text: string): Error {
  const reason = `Activity function 'copyBlocks' failed:  ${text}`;
  const details = JSON.stringify({
    $type: 'System.Exception, System.Private.CoreLib',
    Message: ` ${text}`,
    InnerException: { RemoteStackTrace: `Error: ${text}\n    at handler`, RemoteMessage: text },
  });
  return new Error(`${reason} \n ${details}`);
}

describe('a failure that is thrown by an activity', () => {
  it.each(MESSAGES)('comes back whole: %j', (message) => {
    const thrown = { ...failure, message };
    expect(failureFromThrown(new Error(failureToText(thrown)))).toEqual(thrown);
    expect(failureFromThrown(wrapped(failureToText(thrown)))).toEqual(thrown);
  });

  it.each(MESSAGES)('comes back whole when only the nested exception holds it, escaped: %j', (message) => {
    const thrown = { ...failure, message };
    const nested = wrapped(failureToText(thrown)).message.replace(/^.*? \n /s, '');
    expect(failureFromThrown(new Error(`Activity function 'copyBlocks' failed:  \n ${nested}`))).toEqual(thrown);
  });

  it('comes back through an orchestrator that failed with it', () => {
    const message = `Orchestrator function 'lane' failed: ${wrapped(failureToText(failure)).message}`;
    expect(failureFromThrown(new Error(message))).toEqual(failure);
  });
});

describe('anything else that is thrown', () => {
  it('a recorded error of an activity gives its first line, without stack', () => {
    // Prepare
    const recording = readFileSync(RECORDED, 'utf8');
    const [, escaped = ''] = /"error": ("Activity function 'boom' failed:.*)$/m.exec(recording) ?? [];
    const text = JSON.parse(escaped.replace(/,\s*$/, '')) as string;
    expect(text).toContain('RemoteStackTrace');

    // Act
    const read = failureFromThrown(new Error(text));

    // Assess
    expect(read).toEqual({
      code: 'unexpected_error',
      message: 'kaboom',
      nextStep: expect.stringContaining('log'),
    });
  });

  it.each([
    [new Error('one\n    at src/x.ts:1:1'), 'one'],
    [new Error(''), 'A step failed with an error that has no message.'],
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [new Error("Activity function 'x' failed:  "), 'A step failed with an error that has no message.'],
    [new Error('[ferry:{no json}:ferry]'), '[ferry:{no json}:ferry]'],
  ])('%p becomes unexpected_error', (thrown, message) => {
    expect(failureFromThrown(thrown)).toMatchObject({ code: 'unexpected_error', message });
  });
});
