/** Something of the outside world that a process of the app called, or its journals. */
export interface Step {
  /** Counted over all lives of the process. */
  number: number;
  /** As `blobs.head, before`. */
  what: string;
}

/**
 * One life of the app's process. Everything it does to the outside world goes through `guard`, so that it can be killed
 * right before or right after any of it: then whatever it waits for never comes back, and what it would do next never
 * happens.
 */
export class AppProcess {
  private alive = true;
  private taken = 0;

  constructor(
    /** Called at every step; answers whether the process dies there. */
    private readonly onStep: (what: string, taken: number) => boolean,
    private readonly onDeath: () => void,
  ) {}

  get isAlive(): boolean {
    return this.alive;
  }

  /** The same port, whose every method is two steps: before it acts, and after it acted but was not heard. */
  guard<Port extends object>(name: string, port: Port): Port {
    return outside(name, port, (what, action) => this.act(what, action));
  }

  /** What the action answers; never anything when the process died before that. */
  async act<T>(what: string, action: () => Promise<T>): Promise<T> {
    await this.step(`${what}, before`);
    const outcome = await action().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    await this.step(`${what}, after`);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  private step(what: string): Promise<void> {
    if (this.alive && this.onStep(what, (this.taken += 1))) {
      this.alive = false;
      this.onDeath();
    }
    return this.alive ? Promise.resolve() : new Promise(() => undefined);
  }
}

/** The same port, whose every method goes through `through`. */
export function outside<Port extends object>(
  name: string,
  port: Port,
  through: <T>(name: string, action: () => Promise<T>) => Promise<T>,
): Port {
  return new Proxy(port, {
    get: (target, property, receiver) => {
      const member: unknown = Reflect.get(target, property, receiver);
      if (typeof member !== 'function') return member;
      const method = member as (...input: unknown[]) => Promise<unknown>;
      return (...input: unknown[]) => through(name, () => method.apply(target, input));
    },
  });
}
