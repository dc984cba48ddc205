/** The arguments of `vscode.l10n.t`: a message with its values, or both with a comment for translators. */
export type L10nGiven =
  | readonly [sentence: string, ...values: readonly (string | number)[]]
  | readonly [{ readonly message: string; readonly args?: readonly (string | number)[]; readonly comment: string }];

/** The message, its key in the translations, which includes the comment, and its values. */
export function readMessage(given: L10nGiven) {
  const [first, ...values] = given;
  if (typeof first === 'string') return { sentence: first, key: first, values };
  return { sentence: first.message, key: `${first.message}/${first.comment}`, values: first.args ?? [] };
}
