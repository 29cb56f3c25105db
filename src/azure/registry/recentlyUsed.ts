/** Values that are made when they are first needed, of which those that were used last are kept: at most `most`. */
export class RecentlyUsed<Value> {
  private readonly values = new Map<string, Value>();

  constructor(private readonly most: number) {}

  get(key: string, make: () => Value): Value {
    const value = this.values.get(key) ?? make();
    this.values.delete(key);
    this.values.set(key, value);
    const [oldest = key] = this.values.keys();
    if (this.values.size > this.most) this.values.delete(oldest);
    return value;
  }
}
