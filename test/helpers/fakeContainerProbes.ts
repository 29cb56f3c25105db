import type { ContainerProbes, SasAnswer } from '../../src/domain/ports/containerProbes';
import type { RouteEnd } from '../../src/domain/route';

/** Containers that are asked whether they are there, in memory. */
export class FakeContainerProbes implements ContainerProbes {
  readonly missing = new Set<string>();
  /** Thrown when a container is looked for, or listed. */
  failure: Error | undefined;
  /** What storage answers to every SAS but a forged one. */
  answer: SasAnswer = { isAccepted: true };
  /** Every SAS that was tried. */
  readonly tried: string[] = [];

  async exists({ containerUri }: RouteEnd): Promise<boolean> {
    if (this.failure) throw this.failure;
    return !this.missing.has(containerUri);
  }

  async listWith(_end: RouteEnd, sas: string): Promise<SasAnswer> {
    if (this.failure) throw this.failure;
    this.tried.push(sas);
    if (/(?:^|&)sig=forged/.test(sas)) {
      return {
        isAccepted: false,
        code: 'AuthenticationFailed',
        words: '403: Server failed to authenticate the request.',
      };
    }
    return this.answer;
  }
}
