import { ContainerSASPermissions } from '@azure/storage-blob';
import { sasRights } from '../../../src/domain/sas/sasRights';
import type { SasSettings } from '../../../src/domain/sas/sasSettings';
import { renewalLead, sasTerms } from '../../../src/domain/sas/sasTerms';

const NOW = Date.parse('2026-11-29T10:00:00.700Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK: SasSettings = { by: 'userDelegation', validDays: 7, renewBeforeDays: 2 };

describe('rights', () => {
  it.each([
    ['source', [], 'rawl'],
    ['source', ['OverwriteBlobs', 'ContinueOnErrors'], 'rawl'],
    ['target', ['OverwriteTags'], 'rl'],
    ['target', ['DeleteSourceBlobOnSuccess'], 'rdl'],
    ['target', ['deletesourceblobonsuccess'], 'rdl'],
  ] as const)('of a %s with %j: %s, in the order of the service', (end, options, rights) => {
    expect(sasRights(end, options)).toBe(rights);
    expect(ContainerSASPermissions.parse(rights).toString()).toBe(rights);
  });
});

describe('terms', () => {
  it('start in the past, in whole seconds, and last as long as they may from there', () => {
    expect(sasTerms('rl', WEEK, { now: NOW, clockSkewMinutes: 15 })).toEqual({
      rights: 'rl',
      startsAt: Date.parse('2026-11-29T09:45:00Z'),
      expiresAt: Date.parse('2026-12-06T09:45:00Z'),
    });
  });

  it.each([0, 15, 60])(
    'with a skew of %d minutes no key is asked for longer than seven days from now',
    (clockSkewMinutes) => {
      const { startsAt, expiresAt } = sasTerms('rl', WEEK, { now: NOW, clockSkewMinutes });
      expect(expiresAt - startsAt).toBe(7 * DAY);
      expect(expiresAt).toBeLessThanOrEqual(NOW + 7 * DAY);
    },
  );
});

describe('when a SAS is renewed', () => {
  it.each([
    ['by its setting', 7, 2, 720, 2 * DAY],
    ['earlier, where a run may last longer', 7, 0, 720, 14 * HOUR],
    ['as much as a day allows', 1, 0, 720, 14 * HOUR],
    ['not at every look, where a run may outlast it', 7, 2, 10_080, 6.3 * DAY],
  ])('%s', (_, validDays, renewBeforeDays, deadline, lead) => {
    expect(renewalLead({ ...WEEK, validDays, renewBeforeDays }, deadline)).toBe(lead);
  });
});
