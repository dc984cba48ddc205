import type { ErrorText } from '../errorKinds.js';
import type { ErrorKind } from '../errors.js';

/** The kind of a code, an `otherRefusal` when absent, and its text where that of the kind says too little. */
export type CodeRow = (ErrorText & { readonly kind?: undefined }) | ({ readonly kind: ErrorKind } & Partial<ErrorText>);

/** Rows by code, or by action and code where a code means something else in the answer to that action. */
export type CodeTable = Readonly<Record<string, CodeRow>>;

/** Makes the row of a code of a kind, with the remedies of that kind. */
export function means(kind: ErrorKind, text?: () => string): CodeRow {
  return text ? { kind, text } : { kind };
}

/** Makes the same row for several codes. */
export function each(codes: readonly string[], row: CodeRow): CodeTable {
  return Object.fromEntries(codes.map((code) => [code, row]));
}
