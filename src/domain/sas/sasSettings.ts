/** How a SAS is signed: with a key that Microsoft Entra ID vouches for, or with the account key and bound to a policy of the container. */
export const SAS_KINDS = ['userDelegation', 'storedAccessPolicy'] as const;

export type SasKind = (typeof SAS_KINDS)[number];

interface Lifetime {
  readonly validDays: number;
  /** It is renewed when less is left; earlier where a pipeline run may last longer. */
  readonly renewBeforeDays: number;
}

/** How the app makes the SAS of a pipeline. */
export type SasSettings = Lifetime &
  (
    | { readonly by: 'userDelegation' }
    /** `accountKeySecretUri`: Key Vault secret that holds a key of the storage account. */
    | { readonly by: 'storedAccessPolicy'; readonly accountKeySecretUri: string }
  );
