/** The English words of `vscode.l10n`, for code that only speaks: everything else of the editor is missing. */
export const l10n = {
  t: (sentence: string, ...values: readonly (string | number)[]): string =>
    sentence.replace(/\{(\d+)\}/g, (whole, at) => String(values[Number(at)] ?? whole)),
};
