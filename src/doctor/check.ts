import type { Finding, Fix } from '../domain/doctor/finding';
import type { FailureCode } from '../domain/failures/codes';
import type { Route, RouteEnd } from '../domain/route';
import type { EndName } from '../domain/runs/runFilter';
import type { DoctorDependencies } from './dependencies';

/** What a check found. */
export type Found = Pick<Finding, 'status' | 'evidence' | 'fix' | 'correlationId'>;

/** One end of a route, and the route. */
export interface EndOfRoute {
  readonly route: Route;
  readonly name: EndName;
  readonly end: RouteEnd;
}

interface About {
  /** Stable, snake_case. */
  readonly code: string;
  /** What is checked, as a question an operator would ask. */
  readonly question: string;
  /** Whether it needs few reads that are answered within seconds: such checks run before each transfer, too. */
  readonly isCheap: boolean;
  /** What users see when it fails: docs/troubleshooting.md is made of these. */
  readonly symptom: string;
  /** What mends it, for the same page. */
  readonly remedy: string;
  /** Codes of failures of transfers that it may explain. */
  readonly explains: readonly FailureCode[];
}

/** A check of the app, or of a route as a whole. It throws FerryErrors: what cannot be asked is not checkable. */
export interface RouteCheck extends About {
  readonly about: 'route';
  look(deps: DoctorDependencies, route: Route): Promise<Found>;
}

/** A check of one end. */
export interface EndCheck extends About {
  readonly about: 'end';
  /** The end that it is about; both where it does not say. */
  readonly only?: EndName;
  look(deps: DoctorDependencies, at: EndOfRoute): Promise<Found>;
}

/** One precondition of transfers. One file a check, named after its code. */
export type Check = RouteCheck | EndCheck;

/** @param evidence  what is, as a sentence */
export function ok(evidence: string): Found {
  return { status: 'ok', evidence };
}

/** Nothing fails yet, or only some things do. */
export function warning(evidence: string, fix: Fix): Found {
  return { status: 'warning', evidence, fix };
}

/** Transfers fail. */
export function failed(evidence: string, fix: Fix): Found {
  return { status: 'failed', evidence, fix };
}

/** @param evidence  why nobody can say @param fix  what would let it be checked */
export function notCheckable(evidence: string, fix?: Fix): Found {
  return { status: 'notCheckable', evidence, ...(fix && { fix }) };
}
