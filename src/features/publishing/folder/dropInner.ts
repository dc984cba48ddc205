import type { FolderChoice } from './folderChoices.js';

/** Without those that are a part of another one of the same mapping. */
export function dropInner(choices: readonly FolderChoice[]): readonly FolderChoice[] {
  const isPart = (inner: FolderChoice, outer: FolderChoice) =>
    inner.part.mapping === outer.part.mapping &&
    `${inner.uri.path}/`.startsWith(`${outer.uri.path.replace(/\/$/, '')}/`);
  return choices.filter((choice, at) =>
    choices.every((other, index) => index === at || !isPart(choice, other) || (isPart(other, choice) && at < index)),
  );
}
