type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/**
 * Removes fields that are `undefined` or empty text. All fields of the result are optional; add required fields, which
 * may be empty, beside it.
 */
export function definedOnly<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  ) as Defined<T>;
}
