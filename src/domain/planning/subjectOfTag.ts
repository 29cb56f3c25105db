import { cosignTag, referrersTag } from '../selection/referrerTags';

/** The digest whose signatures and the like are under a tag, as cosign and OCI's fallback name them; undefined for other tags. */
export function subjectOfTag(tag: string): string | undefined {
  return cosignTag(tag)?.digest ?? referrersTag(tag);
}
