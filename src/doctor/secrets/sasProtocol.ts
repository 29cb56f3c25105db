import { ok, warning } from '../check';
import { newSas } from './newSas';
import { sasCheck } from './sasCheck';

/** acr-transfer §11: `spr=https`. */
export const sasProtocol = sasCheck({
  code: 'sas_protocol',
  question: 'Is the SAS for https only (spr)?',
  symptom: 'Nothing fails: who uses the SAS by http shows it to everybody on the way.',
  remedy: 'Make the SAS with https only.',
  explains: [],
  async judge(deps, at, { secret, sas: { protocols } }) {
    if (protocols === 'https') return ok(`The SAS in ${secret.uri} is for https only.`);
    const evidence = `The SAS in ${secret.uri} may be used by http, too (spr ${protocols === undefined ? 'is absent' : `is ${protocols}`}).`;
    return warning(evidence, await newSas(deps, at, secret));
  },
});
