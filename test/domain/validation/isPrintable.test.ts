import { isPrintable } from '../../../src/domain/validation/isPrintable';

it.each(['a', 'ä 船 ⚠️ 👩‍🚀', 'one, two – three'])('%j is printable', (text) => {
  expect(isPrintable(text)).toBe(true);
});

it.each(['', ' ', '\u00a0', '\u200b', 'a\nb', 'a\r', '\u001b[0m', '\u0085', 'a\u2028b', 'a\u202eb', '\ud800'])(
  '%j is not',
  (text) => {
    expect(isPrintable(text)).toBe(false);
  },
);
