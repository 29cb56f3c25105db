import { createHash } from 'node:crypto';

/** A role that somebody has somewhere. */
export interface RoleAssignment {
  /** Resource id of what it is given on: the resource that was asked about, or something above it. */
  readonly scope: string;
  /** The last part of its id, a GUID. */
  readonly roleDefinitionId: string;
  readonly principalId: string;
  /** ISO 8601; absent where the service does not tell. */
  readonly createdOn?: string;
  /** Of its last change, as above. */
  readonly updatedOn?: string;
}

/** A role that an identity is to have on a resource. */
export interface WantedRole {
  /** Resource id. */
  readonly scope: string;
  readonly roleDefinitionId: string;
  readonly principalId: string;
}

type Times = Pick<RoleAssignment, 'createdOn' | 'updatedOn'>;

/**
 * How long a new assignment may take to act.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/troubleshooting, "role assignment changes are not being detected"
 */
const PROPAGATION_MS = 10 * 60_000;

/** When an assignment acts at the latest, as ISO 8601; undefined where the service does not tell when it was made. */
export function actsBy({ createdOn, updatedOn }: Times): string | undefined {
  const times = [createdOn, updatedOn].map((time) => Date.parse(time ?? '')).filter((time) => !Number.isNaN(time));
  return times.length === 0 ? undefined : new Date(Math.max(...times) + PROPAGATION_MS).toISOString();
}

/** Whether one of them is so new that a refusal may come from that. @param now  milliseconds since 1970 */
export function isPropagating(assignments: readonly Times[], now: number): boolean {
  return assignments.some((one) => Date.parse(actsBy(one) ?? '') > now);
}

/** Whether an assignment gives a principal the role, at the scope or above it. */
export function gives({ roleDefinitionId, principalId }: RoleAssignment, wanted: WantedRole): boolean {
  return (
    roleDefinitionId.toLowerCase() === wanted.roleDefinitionId.toLowerCase() &&
    principalId.toLowerCase() === wanted.principalId.toLowerCase()
  );
}

/** The name of an assignment: a GUID made of what it says (as RFC 9562 §5.8), so that whoever makes it again makes the same. */
export function assignmentName({ scope, roleDefinitionId, principalId }: WantedRole): string {
  const text = ['acr-ferry role assignment', scope, roleDefinitionId, principalId].join('\n').toLowerCase();
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
