import type { Failure } from '../../src/domain/failures/failure';
import type { CopyProbe, TriedCopy } from '../../src/domain/ports/copyProbe';
import type { CopySettings, RouteEnd } from '../../src/domain/route';

const NEXT = { nextStep: 'See to it.' };
const NO_COPIES: Failure = { code: 'copy_source_refused', message: 'The source cannot be read.', ...NEXT };
export const NO_BLOCKS: Failure = { code: 'access_denied', message: 'The target cannot be written.', ...NEXT };

/** Copies that come through, until something is set by hand. */
export class FakeCopyProbe implements CopyProbe {
  /** Thrown where a blob is written at the source. */
  failure: Error | undefined;
  refuses: 'copies' | 'blocks' | undefined;
  left: TriedCopy['left'] = [];
  /** What arrives has no Content-MD5. */
  losesMd5 = false;
  /** Names of what tries left that were cut off. */
  abandoned: string[] = [];
  tries = 0;

  async tryCopy(_source: RouteEnd, _target: RouteEnd, strategy: CopySettings['strategy']): Promise<TriedCopy> {
    this.tries += 1;
    this.abandoned = [];
    const { left, refuses, losesMd5 } = this;
    if (this.failure) throw this.failure;
    if (refuses === 'blocks') return { is: 'refused', failure: NO_BLOCKS, left };
    if (refuses === 'copies' && strategy === 'server') return { is: 'refused', failure: NO_COPIES, left };
    const fallsBack = refuses === 'copies' && strategy === 'auto';
    const bare = { size: 5, etag: '"1"', metadata: { writtenby: 'the doctor' } };
    const sent = { ...bare, contentMd5: 'bWQ1' };
    const by = fallsBack ? 'relay' : strategy === 'auto' ? 'server' : strategy;
    const arrived = { ...(losesMd5 ? bare : sent), etag: '"2"' };
    return { is: 'copied', sent, arrived, by, ...(fallsBack && { fallback: NO_COPIES }), left };
  }
}
