/** The fields of a request to the control port. */
export type Fields = Readonly<Record<string, unknown>>;

/** A request that cannot be carried out; the message says why. */
export class ConsoleError extends Error {}

/** Reads a field that must be text. */
export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new ConsoleError(`${name} must be text`);
  return value;
}

/** Reads a field that must be a number. */
export function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') throw new ConsoleError(`${name} must be a number`);
  return value;
}

/** Reads a field that must be a boolean. */
export function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw new ConsoleError(`${name} must be true or false`);
  return value;
}

/** Reads a field that must be one of these words. */
export function oneOf<T extends string>(fields: Fields, name: string, values: readonly T[]): T {
  const value = values.find((candidate) => candidate === fields[name]);
  if (value === undefined) throw new ConsoleError(`${name} must be one of ${values.join(', ')}`);
  return value;
}

/** Reads a field that must be a list; `read` validates each item. */
export function list<T>(fields: Fields, name: string, read: (item: Fields) => T): readonly T[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw new ConsoleError(`${name} must be a list`);
  return value.map((item) => read(typeof item === 'object' && item !== null ? (item as Fields) : { item }));
}
