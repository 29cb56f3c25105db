import type { Check } from '../check';
import { sasAccepted } from './sasAccepted';
import { sasAddresses } from './sasAddresses';
import { sasContainer } from './sasContainer';
import { sasForm } from './sasForm';
import { sasProtocol } from './sasProtocol';
import { sasRights } from './sasRights';
import { sasScope } from './sasScope';
import { sasTimes } from './sasTimes';
import { secretDates } from './secretDates';
import { secretEnabled } from './secretEnabled';
import { secretExists } from './secretExists';
import { secretVersion } from './secretVersion';
import { vaultNetwork } from './vaultNetwork';

/** What is checked of the secrets with a SAS, the pipelines' and the app's, and of the SAS in them. */
export const SECRET_CHECKS: readonly Check[] = [
  vaultNetwork,
  secretExists,
  secretEnabled,
  secretDates,
  secretVersion,
  sasForm,
  sasRights,
  sasScope,
  sasProtocol,
  sasAddresses,
  sasTimes,
  sasContainer,
  sasAccepted,
];
