/**
 * @file Names that come from data (fields of a path, kinds of messages, keys of a table). A plain object answers to `toString` and `constructor`
 * as well as to what was put into it, and assigning through `__proto__` changes every object there is: names are looked up here.
 */

const reserved: ReadonlySet<string> = new Set(["__proto__", "prototype", "constructor"]);

/** Whether a name leads to what all objects share. No path in data may hold one. */
export function isReserved(name: string): boolean {
  return reserved.has(name);
}

/** What the table itself holds under a name; undefined for what it only inherits. */
export function own<T extends object, K extends keyof T & string>(table: T, name: K): T[K] | undefined;
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined;
export function own(table: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The path of the first reserved name among the keys of JSON data, as in `model.__proto__`; undefined where there is none. */
export function reservedPath(value: unknown): string | undefined {
  // A stack of its own: data may be nested as deeply as its text is long.
  const open: { readonly value: unknown; readonly path: string }[] = [{ value, path: "" }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: inside, path } = next;
    if (typeof inside !== "object" || inside === null) continue;
    for (const [key, deeper] of Object.entries(inside)) {
      const at = path === "" ? key : `${path}.${key}`;
      if (isReserved(key)) return at;
      if (typeof deeper === "object" && deeper !== null) open.push({ value: deeper, path: at });
    }
  }
  return undefined;
}
