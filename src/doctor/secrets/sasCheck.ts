import { sasFields, type SasFields } from '../../domain/doctor/sasFields';
import { notCheckable, type EndCheck, type EndOfRoute, type Found } from '../check';
import type { DoctorDependencies } from '../dependencies';
import { lookAtSecrets } from './lookAtSecrets';
import type { UsedSecret } from './usedSecrets';

/** A SAS that is in use. */
export interface SasInUse {
  readonly secret: UsedSecret;
  readonly sas: SasFields;
  /** The secret as it is: never to be repeated anywhere. */
  readonly value: string;
  /** As the vault keeps them beside it. */
  readonly tags: Readonly<Record<string, string>>;
}

interface Named extends Pick<EndCheck, 'code' | 'question' | 'symptom' | 'remedy' | 'explains'> {
  judge(deps: DoctorDependencies, at: EndOfRoute, found: SasInUse): Promise<Found> | Found;
}

/** A check of each SAS that is in use at one end. What other checks find, that there is no secret or no SAS in it, is not found again. */
export function sasCheck({ judge, ...named }: Named): EndCheck {
  return {
    ...named,
    about: 'end',
    isCheap: false,
    look: (deps, at) =>
      lookAtSecrets(deps, at, async (secret) => {
        const seen = await deps.secretFacts.look(at.route, secret.uri);
        if (seen.state !== 'there') return notCheckable(`The secret ${secret.uri} is ${seen.state}.`);
        const sas = sasFields(seen.value);
        if (!sas) return notCheckable(`The secret ${secret.uri} holds no SAS.`);
        return judge(deps, at, { secret, sas, value: seen.value, tags: seen.tags });
      }),
  };
}
