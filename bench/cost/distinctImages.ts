import { randomBytes } from 'node:crypto';
import { type DemoArtifact, image, tagged } from '../../local/demo/demoArtifacts';

/** Images of which no two share a blob, some tags in each repository; each has a config and one layer of a few bytes. */
export async function distinctImages(repositories: number, tagsEach: number): Promise<DemoArtifact[]> {
  const images: DemoArtifact[] = [];
  for (let repository = 0; repository < repositories; repository += 1) {
    for (let tag = 0; tag < tagsEach; tag += 1) {
      const text = Buffer.from(`image ${tag} of repository ${repository}`);
      const packed = await image('amd64', 'text.txt', text);
      images.push(tagged('a small image', `cost/app-${repository}`, [`1.${tag}.0`], packed));
    }
  }
  return images;
}

/** One image with a single layer of random bytes, so that nothing of it compresses. */
export async function largeImage(repository: string, bytes: number): Promise<DemoArtifact> {
  return tagged('a large image', repository, ['1.0'], await image('amd64', 'random.bin', randomBytes(bytes)));
}
