/** What a service answered to one request. */
export interface Answer {
  /** HTTP status; undefined when there was no answer. */
  status?: number | undefined;
  /** The service's own error code. */
  code?: string | undefined;
}

/**
 * `weather`: the same request may succeed later. `denied`: the app lacks a permission. `refused`: the same request would
 * be refused again.
 */
export type Verdict = 'weather' | 'denied' | 'refused';

interface Rule {
  /** Whose codes these are. */
  service: 'storage' | 'Resource Manager' | 'any';
  /** Undefined stands for no answer at all. */
  statuses: readonly (number | undefined)[];
  /** Any code, or none, where absent. */
  codes?: readonly string[];
  verdict: Verdict;
  source: string;
}

const STORAGE_CODES =
  'https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes and …/blob-service-error-codes';
const ARM_ERRORS = 'https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors';

/** What is weather, and what is not: the first rule that fits decides. What fits none is refused. */
const WEATHER_RULES: readonly Rule[] = [
  {
    service: 'storage',
    statuses: [409],
    codes: ['ContainerBeingDeleted', 'ContainerBeingDisabled', 'AccountBeingCreated', 'BlobBeingRehydrated'],
    verdict: 'weather',
    source: STORAGE_CODES,
  },
  {
    service: 'storage',
    statuses: [409, 412],
    codes: [
      'LeaseAlreadyPresent',
      'LeaseIdMissing',
      'LeaseIdMismatchWithBlobOperation',
      'LeaseLost',
      'BlobImmutableDueToPolicy',
    ],
    verdict: 'weather',
    source: `${STORAGE_CODES}; somebody else's lease ends, and so does a retention`,
  },
  {
    service: 'Resource Manager',
    statuses: [409],
    codes: ['AnotherOperationInProgress', 'OperationInProgress', 'OperationNotAllowedDuringUpdate', 'ResourceBusy'],
    verdict: 'weather',
    source: ARM_ERRORS,
  },
  { service: 'any', statuses: [401, 403], verdict: 'denied', source: 'RFC 9110 §15.5.2 and §15.5.4' },
  { service: 'any', statuses: [408, 429], verdict: 'weather', source: 'RFC 9110 §15.5.9, RFC 6585 §4' },
  { service: 'any', statuses: [500, 502, 503, 504], verdict: 'weather', source: 'RFC 9110 §15.6' },
  {
    service: 'any',
    statuses: [undefined],
    verdict: 'weather',
    source: 'no answer: the service may be there again later',
  },
];

/** What an answer that is no success means for the request that got it. */
export function verdictOf({ status, code }: Answer): Verdict {
  const rule = WEATHER_RULES.find(
    ({ statuses, codes }) => statuses.includes(status) && (!codes || (code !== undefined && codes.includes(code))),
  );
  return rule?.verdict ?? 'refused';
}

/**
 * Whether a 404 is the service's own word that something does not exist. Without the service's own error code it may be a
 * proxy's page, or a gateway that does not know the service at the moment: that is weather.
 */
export function isAbsence({ status, code }: Answer): boolean {
  return status === 404 && code !== undefined && code !== '';
}
