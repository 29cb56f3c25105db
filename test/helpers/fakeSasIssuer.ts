import { AccessDeniedError, AccountKeyMalformedError, PoliciesFullError } from '../../src/domain/failures/errors';
import type { SasIssuer, StoredPolicy } from '../../src/domain/ports/sasIssuer';
import type { RouteEnd } from '../../src/domain/route';
import { isOwnPolicy, MOST_POLICIES } from '../../src/domain/sas/policyId';
import type { SasTerms } from '../../src/domain/sas/sasTerms';

/** Signs SAS of containers in memory; the signatures are numbers. */
export class FakeSasIssuer implements SasIssuer {
  private readonly policies = new Map<string, StoredPolicy[]>();
  /** Secrets that hold an account key; absent: all. */
  keyUris: string[] | undefined;
  now = (): number => Date.now();
  /** Called before a SAS is tried: throw to let it be refused. */
  beforeProve: (sas: string) => Promise<void> = async () => {};
  signed = 0;

  async delegate(_end: RouteEnd, { rights, startsAt, expiresAt }: SasTerms): Promise<string> {
    const [st, se] = [startsAt, expiresAt].map((at) => encodeURIComponent(new Date(at).toISOString()));
    return `sv=2026-02-06&spr=https&st=${st}&se=${se}&sr=c&sp=${rights}&skoid=app&sig=${this.signature()}`;
  }

  async findPolicy(end: RouteEnd, keyUri: string, id: string): Promise<StoredPolicy | undefined> {
    this.requireKey(end, keyUri);
    return this.policiesOf(end).find((one) => one.id === id);
  }

  async signByPolicy(end: RouteEnd, keyUri: string, id: string, { rights, expiresAt }: SasTerms) {
    this.requireKey(end, keyUri);
    const all = this.policiesOf(end);
    const found = all.find((one) => one.id === id);
    const others = all.filter((one) => one.id !== id && !this.isOver(one));
    if (others.length >= MOST_POLICIES)
      throw new PoliciesFullError(
        end.containerUri,
        others.map((one) => one.id),
      );
    const last = Math.max(expiresAt, found?.expiresAt ?? 0);
    this.setPolicies(end, [...others, { rights, ...found, id, expiresAt: last }]);
    return { sas: `sv=2026-02-06&spr=https&si=${id}&sr=c&sig=${this.signature()}`, expiresAt: last };
  }

  async prove(end: RouteEnd, sas: string): Promise<void> {
    await this.beforeProve(sas);
    const said = new URLSearchParams(sas);
    const policy = this.policiesOf(end).find(({ id }) => id === said.get('si'));
    const expiresAt = said.has('si') ? policy?.expiresAt : Date.parse(said.get('se') ?? '');
    if (expiresAt !== undefined && expiresAt > this.now()) return;
    throw new AccessDeniedError(`list ${end.containerUri} with the SAS of its pipeline`, 'a role', { words: '403.' });
  }

  policiesOf({ containerUri }: RouteEnd): StoredPolicy[] {
    return structuredClone(this.policies.get(containerUri) ?? []);
  }

  setPolicies({ containerUri }: RouteEnd, policies: readonly StoredPolicy[]): void {
    this.policies.set(containerUri, structuredClone([...policies]));
  }

  private requireKey({ containerUri }: RouteEnd, keyUri: string): void {
    if (this.keyUris?.includes(keyUri) ?? true) return;
    throw new AccountKeyMalformedError(containerUri, keyUri, 'is a SAS, not an account key');
  }

  private isOver({ id, expiresAt = Infinity }: StoredPolicy): boolean {
    return isOwnPolicy(id) && expiresAt < this.now();
  }

  private signature(): string {
    this.signed += 1;
    return `signature${this.signed}`;
  }
}
