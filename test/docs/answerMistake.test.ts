import { answerMistake } from './answerMistake';

const CAME = 'HTTP/1.1 202 Accepted\r\nlocation: http://h/t0d5c1\r\ndate: now\r\n\r\n{"id":"t0d5c1"}';

it.each(['HTTP/1.1 202 Accepted\nLocation: http://h/t0d5c…\n', 'HTTP/1.1 202 Accepted\n', ''])('%j came', (shown) =>
  expect(answerMistake(shown, CAME)).toBeUndefined(),
);

it.each([
  ['HTTP/1.1 200 OK\n', 'HTTP/1.1 200 OK'],
  ['HTTP/1.1 202 Accepted\nRetry-After: 5\n', 'Retry-After: 5'],
  ['HTTP/1.1 202 Accepted\nLocation: http://h/u…\n', 'Location: http://h/u…'],
])('%j did not', (shown, line) => expect(answerMistake(shown, CAME)).toContain(`no line "${line}" in`));
