/** The same ports, each of which is asked the same question once. The clock goes on. */
export function askEachOnce<Ports extends { machine: object }>(ports: Ports): Ports {
  const { machine, ...others } = ports;
  const asking = Object.entries(others).map(([name, port]) => [name, askOnce(port as object)]);
  return { ...(Object.fromEntries(asking) as Ports), machine };
}

/** A port whose calls with the same arguments are one call, whatever it answers: several checks look at the same thing. */
function askOnce<Port extends object>(port: Port): Port {
  const asked = new Map<string, unknown>();
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]): unknown => {
        const key = JSON.stringify([String(name), ...args]);
        if (!asked.has(key)) asked.set(key, method.apply(target, args));
        return asked.get(key);
      };
    },
  });
}
