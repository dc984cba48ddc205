type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/**
 * Removes the fields that are `undefined` or empty text. All fields of the result are optional, so fields that are required and may be empty must be added
 * separately.
 */
export function definedOnly<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  ) as Defined<T>;
}
