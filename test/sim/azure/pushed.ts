import type { RouteEnd } from '../../../src/domain/route';
import { digestOf } from '../../helpers/fakeRegistries';
import type { GridEvent } from '../../helpers/gridEvent';
import { imagePushedEvent } from '../../helpers/registryEvents';
import { faultsOf, type Day } from '../day/day';
import type { RegistriesOfDay } from './registriesOfDay';

/** A push, as it was done. */
export interface DonePush {
  artifact: string;
  digest: string;
  at: number;
  /** Whether an event tells of it, sooner or later. */
  isAnnounced: boolean;
}

interface Surroundings {
  held: RegistriesOfDay;
  source: RouteEnd;
  now: () => number;
  /** Does something at a second of the day. */
  at: (second: number, action: () => void) => void;
  announce: (event: GridEvent, afterSeconds: number) => void;
}

/** What is pushed to the source registry over a day. */
export class Pushed {
  /** In the order in which it was done. */
  readonly done: DonePush[] = [];
  private lastSecond = 0;

  constructor(
    private readonly day: Day,
    private readonly around: Surroundings,
  ) {
    for (const [place, { artifact, atSecond, eventAfterSeconds }] of (day.pusher?.pushes ?? []).entries()) {
      this.at(atSecond, () => this.push(place, artifact, eventAfterSeconds));
    }
    for (const { of, atSecond } of faultsOf(day, 'strayPush')) this.at(atSecond, () => this.stray(of));
  }

  isDone(second: number): boolean {
    return second >= this.lastSecond;
  }

  /** A tag that is pushed again is another image. */
  private push(place: number, artifact: string, eventAfterSeconds: number): void {
    const { held, source, now, announce } = this.around;
    const isOwn = ({ push }: { push: number }): boolean => push === place;
    const digest = digestOf(`${place} ${artifact}`);
    held.push(source, artifact, digest);
    const isLost = faultsOf(this.day, 'pushUnheard').some(isOwn);
    const again = faultsOf(this.day, 'pushHeardAgain').filter(isOwn);
    this.done.push({ artifact, digest, at: now(), isAnnounced: !isLost || again.length > 0 });
    const [repository = '', tag = ''] = artifact.split(':');
    const event = imagePushedEvent(source.registryId, { repository, tag, digest });
    if (!isLost) announce(event, eventAfterSeconds);
    for (const { seconds } of again) announce(event, seconds);
  }

  private stray(of: 'registry' | 'repository'): void {
    const { source, announce } = this.around;
    const registryId =
      of === 'registry' ? source.registryId.replace(source.registryName, 'strange') : source.registryId;
    const repository = of === 'repository' ? 'strange/part1' : 'pushed/part1';
    announce(imagePushedEvent(registryId, { repository, tag: '1.0', digest: digestOf('strange') }), 0);
  }

  private at(second: number, action: () => void): void {
    this.lastSecond = Math.max(this.lastSecond, second);
    this.around.at(second, action);
  }
}
