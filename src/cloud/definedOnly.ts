/** Leaves out the entries that are `undefined` or empty text, for types whose optional fields are absent rather than `undefined`. */
export function definedOnly<T extends object>(fields: { [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')) as T;
}
