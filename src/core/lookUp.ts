/**
 * Returns the value of a name that comes from outside; `undefined` if the table does not contain it. Inherited properties such as `constructor` do not
 * count.
 */
export function lookUp<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
