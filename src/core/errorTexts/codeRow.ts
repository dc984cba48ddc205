import type { ErrorText } from '../errorKinds.js';
import type { ErrorKind } from '../errors.js';

/** The meaning of an error code: its kind (`otherRefusal` if absent), and a text of its own if that of the kind says too little. */
export type CodeRow = (ErrorText & { readonly kind?: undefined }) | ({ readonly kind: ErrorKind } & Partial<ErrorText>);

/** The meanings of codes by code, or by action and code if a code means something else in the answer to that action. */
export type CodeTable = Readonly<Record<string, CodeRow>>;

/** Creates the meaning of a code that belongs to a kind. It has the remedies of that kind. */
export function ofKind(kind: ErrorKind, text?: () => string): CodeRow {
  return text ? { kind, text } : { kind };
}

/** Makes the same row for several codes. */
export function forAll(codes: readonly string[], row: CodeRow): CodeTable {
  return Object.fromEntries(codes.map((code) => [code, row]));
}
