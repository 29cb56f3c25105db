import { tooLongForQuarantine } from '../../../src/domain/arrivals/quarantine';
import { transferIdFor } from '../../../src/domain/names';

const ID = transferIdFor('x');
const AROUND = `quarantine/${ID}/.manifest.json`.length;

it('names of blobs have 1,024 characters at most, those beside what is set aside as well', () => {
  expect(tooLongForQuarantine(ID, 'x'.repeat(1_024 - AROUND))).toBeUndefined();
  expect(tooLongForQuarantine(ID, 'x'.repeat(1_024 - AROUND + 1))).toContain('1025 characters');
});

it('and 254 segments', () => {
  expect(tooLongForQuarantine(ID, 'a/'.repeat(251) + 'b')).toBeUndefined();
  expect(tooLongForQuarantine(ID, 'a/'.repeat(252) + 'b')).toContain('255 segments');
});
