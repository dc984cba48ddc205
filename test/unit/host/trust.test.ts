import { expect, test } from 'vitest';
import { workspace } from 'vscode';
import { onlyTrusted } from '../../../src/host/trust.js';
import { createHistory } from '../../support/commitGraph.js';

test.each([true, false])('the history of a workspace is read only if it is trusted: %s', async (isTrusted) => {
  Object.assign(workspace, { isTrusted });
  const commit = 'c'.repeat(40);
  let gits = 0;
  const tree = { commit, isClean: true };
  const history = onlyTrusted(createHistory({ commits: { [commit]: [] }, tree: () => tree, onAsk: () => gits++ }));
  const told = [
    await history.findInHistory('/w', [commit]),
    await history.listMissing('/w', commit),
    await history.describe('/w'),
  ];
  expect(told).toEqual(isTrusted ? [new Set([commit]), [], tree] : [undefined, undefined, undefined]);
  expect(gits).toBe(isTrusted ? 3 : 0);
  Object.assign(workspace, { isTrusted: true });
});
