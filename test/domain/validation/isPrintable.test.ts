import { escapeUnprintable, isPrintable } from '../../../src/domain/validation/isPrintable';

it.each(['a', 'ä 船 ⚠️ 👩‍🚀', 'one, two – three'])('%j is printable', (text) => {
  expect(isPrintable(text)).toBe(true);
});

it.each(['', ' ', '\u00a0', '\u200b', 'a\nb', 'a\r', '\u001b[0m', '\u0085', 'a\u2028b', 'a\u202eb', '\ud800'])(
  '%j is not',
  (text) => {
    expect(isPrintable(text)).toBe(false);
  },
);

it.each([
  ['ä 船 ⚠️ 👩‍🚀 \u00a0', 'ä 船 ⚠️ 👩‍🚀 \u00a0'],
  ['a\n\u001b[0m\u202eb\u2028\ud800', String.raw`a\u000a\u001b[0m\u202eb\u2028\ud800`],
])('%j is shown as %j', (text, shown) => {
  expect(escapeUnprintable(text)).toBe(shown);
});
