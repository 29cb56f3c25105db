import { readAccountKey } from '../../../src/domain/sas/readAccountKey';

const KEY = Buffer.alloc(64, 7).toString('base64');

it.each([
  KEY,
  ` ${KEY}\n`,
  `"${KEY}"`,
  `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${KEY};EndpointSuffix=core.windows.net`,
])('finds the key in %j', (secret) => {
  expect(readAccountKey(secret)).toEqual({ key: KEY });
});

it.each([
  ['', 'is empty'],
  ['?sv=1&sig=hunter2', 'is a SAS, not an account key'],
  ['hunter2', 'is a text of 7 characters, not the 88 of an account key in base64'],
  [KEY.slice(1), 'is a text of 87 characters, not the 88 of an account key in base64'],
])('says what %j is instead, and does not repeat it', (secret, problem) => {
  expect(readAccountKey(secret)).toEqual({ problem });
});
