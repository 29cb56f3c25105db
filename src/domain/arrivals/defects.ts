import { TRANSFER_CATEGORY, type BlobProperties } from '../copy/exportedBlob';

/**
 * What a blob lacks that a registry's own import trigger asks for (acr-transfer §8). `age`: it was not written for 60 days.
 */
export const DEFECTS = ['contentMd5', 'category', 'age'] as const;

export type Defect = (typeof DEFECTS)[number];

/** What a look at a blob tells of its defects. */
export type Examined = Pick<BlobProperties, 'contentMd5' | 'metadata'> & {
  /** ISO 8601. */
  lastModified: string;
  /** When it was looked at, by the clock of the service. */
  seenAt: string;
};

const OLDEST_DAYS = 60;
const DAY_MS = 86_400_000;

export function defectsOf({ contentMd5, metadata, lastModified, seenAt }: Examined): Defect[] {
  const isOld = Date.parse(seenAt) - Date.parse(lastModified) > OLDEST_DAYS * DAY_MS;
  return [
    ...(contentMd5 === undefined ? (['contentMd5'] as const) : []),
    ...(categoryOf(metadata) === TRANSFER_CATEGORY.value ? [] : (['category'] as const)),
    ...(isOld ? (['age'] as const) : []),
  ];
}

/** The defects, as the end of a sentence about the blob. */
export function inWords(defects: readonly Defect[]): string {
  const lacks = [
    ...(defects.includes('contentMd5') ? ['a Content-MD5'] : []),
    ...(defects.includes('category') ? [`the metadata ${TRANSFER_CATEGORY.name}=${TRANSFER_CATEGORY.value}`] : []),
  ];
  return [
    ...(lacks.length > 0 ? [`lacks ${lacks.join(' and ')}`] : []),
    ...(defects.includes('age') ? [`was not written for ${OLDEST_DAYS} days`] : []),
  ].join(', and ');
}

/** The metadata with the category that an import relies on; the names of others stay, whatever their letter case. */
export function withCategory(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return { ...withoutCategory(metadata), [TRANSFER_CATEGORY.name]: TRANSFER_CATEGORY.value };
}

export function withoutCategory(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !isCategory(name)));
}

/** What the metadata give as the category. */
export function categoryOf(metadata: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(metadata).find(([name]) => isCategory(name))?.[1];
}

function isCategory(name: string): boolean {
  return name.toLowerCase() === TRANSFER_CATEGORY.name;
}
