import type { Admin } from '../../admin/createAdmin';
import type { Platform } from '../../platform';
import type { EmulatedRegistry } from './emulatedRegistry';
import { ArmError } from './armError';
import type { ArmPath } from './armPath';
import { serviceTime, type SystemData } from './resources';

/** A management request whose caller and api-version are known to be good. */
export interface ArmRequest {
  platform: Platform;
  method: string;
  /** Absolute, with the host that the caller used. */
  url: URL;
  path: ArmPath;
  apiVersion: string;
  registry: EmulatedRegistry;
  /** Object id of the caller. */
  principalId: string;
  body: unknown;
  admin: Admin;
}

export interface ArmAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** @throws ArmError 400 unless `name` may be given to a new pipeline or run. */
export function requireNewName(name: string): void {
  if (/^[a-zA-Z0-9]{5,50}$/.test(name)) return;
  const message = `The resource name '${name}' is invalid: it must be 5 to 50 characters long and match '^[a-zA-Z0-9]*$'.`;
  throw new ArmError(400, 'InvalidResourceName', message);
}

/** Who made a resource and when, and who changed it last: the caller of the request, now. */
export function systemData({ principalId, platform }: ArmRequest, before?: SystemData): SystemData {
  const now = serviceTime(platform.now());
  return {
    createdBy: before?.createdBy ?? principalId,
    createdByType: 'Application',
    createdAt: before?.createdAt ?? now,
    lastModifiedBy: principalId,
    lastModifiedByType: 'Application',
    lastModifiedAt: now,
  };
}

export function methodNotAllowed(request: ArmRequest): ArmError {
  const message = `The requested resource does not support http method '${request.method}'.`;
  return new ArmError(405, 'MethodNotAllowed', message);
}

/** One page of a list: `{value, nextLink?}`. `self` is the request's absolute URL; its `$skiptoken` is the offset. */
export function pageOf(entries: unknown[], self: URL, pageSize: number): { value: unknown[]; nextLink?: string } {
  const offset = Number(self.searchParams.get('$skiptoken') ?? 0) || 0;
  const value = entries.slice(offset, offset + pageSize);
  if (offset + pageSize >= entries.length) return { value };
  const next = new URL(self);
  next.searchParams.set('$skiptoken', String(offset + pageSize));
  return { value, nextLink: next.href };
}
