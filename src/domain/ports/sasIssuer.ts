import type { RouteEnd } from '../route';
import type { SasTerms } from '../sas/sasTerms';

/** A stored access policy of a container: what every SAS that names it may do, until when. */
export interface StoredPolicy {
  id: string;
  rights: string;
  /** Milliseconds since 1970; absent: nothing is valid by it. */
  expiresAt?: number;
}

/** Signs SAS of containers, without a question mark. Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError. */
export interface SasIssuer {
  /** Signed with a user delegation key, got with the end's own identity. It can do what that identity can, at most. */
  delegate(end: RouteEnd, terms: SasTerms): Promise<string>;
  /** Undefined where the container has no such policy. Errors: AccountKeyMalformedError, those of reading its secret. */
  findPolicy(end: RouteEnd, accountKeySecretUri: string, id: string): Promise<StoredPolicy | undefined>;
  /**
   * Makes the policy, or has it last as long as the terms, never shorter; its rights stay. Policies of others are kept as they are; those of
   * the app that have expired go. The SAS names the policy, and has neither rights nor times of its own.
   *
   * Errors: PoliciesFullError; those of findPolicy.
   */
  signByPolicy(
    end: RouteEnd,
    accountKeySecretUri: string,
    id: string,
    terms: SasTerms,
  ): Promise<{ sas: string; expiresAt: number }>;
  /** Uses a SAS once, to list. Errors: AccessDeniedError where the service does not take it, or not yet. */
  prove(end: RouteEnd, sas: string): Promise<void>;
}
