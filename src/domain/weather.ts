/** What a service answered to one request. */
export interface Answer {
  /** HTTP status; undefined when there was no answer. */
  status?: number | undefined;
  /** The service's own error code, the outermost one. */
  code?: string | undefined;
  /** Every code of the answer, from its details and inner errors too. */
  codes?: readonly string[] | undefined;
  /** The service's own message. */
  words?: string | undefined;
}

/**
 * `weather`: the same request may succeed later. `denied`: the app lacks a permission. `missing`: what the request was made
 * in, as its container or resource group, does not exist. `refused`: the same request would be refused again.
 */
export type Verdict = 'weather' | 'denied' | 'missing' | 'refused';

interface Rule {
  /** Whose codes these are. No two services use the same code, so a verdict needs no more than the answer. */
  service: 'storage' | 'Resource Manager' | 'Microsoft Entra ID' | 'any';
  /** Undefined stands for no answer at all; any status where absent. */
  statuses?: readonly (number | undefined)[];
  /** Any code, or none, where absent; only answers without one where empty. */
  codes?: readonly string[] | RegExp;
  /** What the service's message says. */
  words?: RegExp;
  verdict: Verdict;
  source: string;
}

const STORAGE_CODES =
  'https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes and …/blob-service-error-codes';
const ARM_ERRORS = 'https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors';
const ENTRA_CODES = 'https://learn.microsoft.com/entra/identity-platform/reference-error-codes';

/** What is weather, and what is not: the first rule that fits decides. What fits none is refused. */
export const WEATHER_RULES: readonly Rule[] = [
  {
    service: 'storage',
    statuses: [409],
    codes: [
      'ContainerBeingDeleted',
      'ContainerBeingDisabled',
      'AccountBeingCreated',
      'BlobBeingRehydrated',
      'PendingCopyOperation',
    ],
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
      'LeaseIdMismatchWithContainerOperation',
      'LeaseLost',
      'BlobImmutableDueToPolicy',
      'BlobImmutableDueToLegalHold',
    ],
    verdict: 'weather',
    source: `${STORAGE_CODES}; somebody else's lease ends, and so does a retention`,
  },
  { service: 'storage', statuses: [403], codes: ['AccountIsDisabled'], verdict: 'refused', source: STORAGE_CODES },
  { service: 'storage', statuses: [404], codes: ['ContainerNotFound'], verdict: 'missing', source: STORAGE_CODES },
  {
    service: 'Resource Manager',
    statuses: [409],
    codes: [
      'AnotherOperationInProgress',
      'OperationInProgress',
      'OperationNotAllowedDuringUpdate',
      'RequestConflict',
      'ResourceBusy',
    ],
    verdict: 'weather',
    source: `${ARM_ERRORS}; RequestConflict: https://github.com/Azure/Vector-Search-AI-Assistant/issues/11`,
  },
  {
    service: 'Resource Manager',
    statuses: [409],
    words: /\banother operation\b|\boperation (?:is )?(?:already |currently )?in progress\b/i,
    verdict: 'weather',
    source: `${ARM_ERRORS}; resource providers say it under codes of their own`,
  },
  {
    service: 'Resource Manager',
    statuses: [403],
    codes: ['RequestDisallowedByPolicy'],
    verdict: 'refused',
    source: `${ARM_ERRORS}; no role opens what a policy denies`,
  },
  {
    service: 'Resource Manager',
    statuses: [404],
    codes: ['ParentResourceNotFound', 'ResourceGroupNotFound', 'SubscriptionNotFound'],
    verdict: 'missing',
    source: ARM_ERRORS,
  },
  {
    service: 'Microsoft Entra ID',
    codes: [
      'temporarily_unavailable',
      'AADSTS50033',
      'AADSTS90006',
      'AADSTS90012',
      'AADSTS90024',
      'AADSTS90033',
      'AADSTS90055',
    ],
    verdict: 'weather',
    source: ENTRA_CODES,
  },
  {
    service: 'Microsoft Entra ID',
    codes: /^(?:AADSTS\d+|invalid_(?:client|grant|request|resource|scope)|unauthorized_client)$/,
    verdict: 'denied',
    source: `${ENTRA_CODES}, RFC 6749 §5.2; a new application or secret is known everywhere only after minutes`,
  },
  {
    service: 'any',
    statuses: [404],
    codes: [],
    verdict: 'weather',
    source: "a proxy's page, or a gateway that does not know the service at the moment",
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
export function verdictOf(answer: Answer): Verdict {
  return WEATHER_RULES.find((rule) => fits(rule, answer))?.verdict ?? 'refused';
}

function fits({ statuses, codes, words }: Rule, answer: Answer): boolean {
  if (statuses && !statuses.includes(answer.status)) return false;
  if (words && !words.test(answer.words ?? '')) return false;
  if (!codes) return true;
  const said = [answer.code, ...(answer.codes ?? [])].filter((code) => code !== undefined && code !== '');
  if (Array.isArray(codes) && codes.length === 0) return said.length === 0;
  return said.some((code) => code !== undefined && (codes instanceof RegExp ? codes.test(code) : codes.includes(code)));
}

/** Whether a 404 is the service's own word that the very thing that was asked for does not exist. */
export function isAbsence(answer: Answer): boolean {
  return answer.status === 404 && verdictOf(answer) === 'refused';
}
