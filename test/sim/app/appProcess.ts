/**
 * One life of the app's process. Everything it does to the outside world goes through `guard`, so that it can be killed
 * right before or right after any of it: then whatever it waits for never comes back, and what it would do next never
 * happens.
 */
export class AppProcess {
  private alive = true;
  private tellDeath = (): void => {};
  private readonly death = new Promise<undefined>((resolve) => (this.tellDeath = () => resolve(undefined)));

  constructor(
    /** Called at every step; answers whether the process dies there. */
    private readonly onStep: (what: string) => boolean,
    private readonly onDeath: () => void,
  ) {}

  get isAlive(): boolean {
    return this.alive;
  }

  /** Ends this life, wherever it is. */
  kill(): void {
    if (!this.alive) return;
    this.alive = false;
    this.tellDeath();
    this.onDeath();
  }

  /** What somebody outside hears; undefined when the process dies before, or something goes wrong. */
  async heard<T>(work: Promise<T>): Promise<T | undefined> {
    return Promise.race([work.catch(() => undefined), this.death]);
  }

  /** The same port, whose every method is two steps: before it acts, and after it acted but was not heard. */
  guard<Port extends object>(name: string, port: Port): Port {
    return outside(port, (method, _input, action) => this.act(`${name}.${method}`, action));
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
    if (this.alive && this.onStep(what)) this.kill();
    return this.alive ? Promise.resolve() : new Promise(() => undefined);
  }
}

/** The same port, whose every method goes through `through`. */
export function outside<Port extends object>(
  port: Port,
  through: <T>(method: string, input: unknown[], action: () => Promise<T>) => Promise<T>,
): Port {
  return new Proxy(port, {
    get: (target, property, receiver) => {
      const member: unknown = Reflect.get(target, property, receiver);
      if (typeof member !== 'function') return member;
      const method = member as (...input: unknown[]) => Promise<unknown>;
      return (...input: unknown[]) => through(String(property), input, () => method.apply(target, input));
    },
  });
}
