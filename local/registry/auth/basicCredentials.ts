import { createHash, timingSafeEqual } from 'node:crypto';

/** A user name and password of the registry. */
export interface RegistryUser {
  name: string;
  password: string;
}

/** The pair in an `Authorization: Basic` header; undefined when the header is of another kind or malformed. */
export function parseBasic(authorization: string | undefined): RegistryUser | undefined {
  const match = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '');
  if (!match) return undefined;
  const text = Buffer.from(match[1] ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Compares without telling by its duration how much was right. */
export function isSameUser(given: RegistryUser, expected: RegistryUser): boolean {
  const hash = (user: RegistryUser): Buffer => createHash('sha256').update(JSON.stringify(user)).digest();
  const pick = ({ name, password }: RegistryUser): RegistryUser => ({ name, password });
  return timingSafeEqual(hash(pick(given)), hash(pick(expected)));
}
