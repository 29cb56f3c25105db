import path from 'node:path';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';
import type { AppRegistration } from './appRegistration';

/** The applications that the emulated authority knows. */
export interface Registrations {
  list(): readonly AppRegistration[];
  /** Replaces the one with the same tenant and client id. */
  put(registration: AppRegistration): void;
}

/** They are kept in `folder`. */
export function createRegistrations(folder: string): Registrations {
  const file = path.join(folder, 'app-registrations.json');
  let registrations = (readJsonFile(file) as AppRegistration[] | undefined) ?? [];
  return {
    list: () => registrations,
    put(registration) {
      const { tenantId, clientId } = registration;
      const others = registrations.filter((each) => each.tenantId !== tenantId || each.clientId !== clientId);
      registrations = [...others, registration];
      writeJsonFile(file, registrations);
    },
  };
}
