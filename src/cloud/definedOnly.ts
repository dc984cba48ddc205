type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/**
 * Leaves out the fields that are `undefined` or empty text, for types whose optional fields are absent rather than `undefined`. All that
 * it answers are optional, so a required field stands beside it, and stays when it is empty.
 */
export function definedOnly<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  ) as Defined<T>;
}
