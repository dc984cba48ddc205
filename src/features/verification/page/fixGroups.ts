import { l10n } from 'vscode';
import type { Fix, VerificationFacts } from '../../../core/verification/facts.js';
import type { PageAction, PageFix, PageFixes } from '../../../protocol/verification.js';
import { rootFixes } from '../changes/rootFixes.js';
import { type FixMeans, fixText } from './fixText.js';

/** The fixes in words, in their order, by what they are to the user, each with a button where we can help. */
export function groupFixes(fixes: readonly Fix[], facts: VerificationFacts, means: FixMeans): readonly PageFixes[] {
  const [first, ...others] = fixes.flatMap((fix): readonly PageFix[] =>
    fix.kind === 'fixRootPage' ? rootFixes(facts) : [{ id: fix.kind, ...fixText(fix, means, facts.at) }],
  );
  // The bare domain may be refused whatever the verdict is; then it is no fault.
  const isTold = !facts.rootDenied || fixes.some(({ kind }) => kind === 'fixRootPage');
  const groups: readonly PageFixes[] = [
    { id: 'do', title: l10n.t('Recommended action'), items: first ? [first] : [] },
    { id: 'or', title: l10n.t('Alternatives'), items: others },
    { id: 'optional', title: l10n.t('Optional'), items: isTold ? [] : rootFixes(facts) },
  ];
  const told = groups.filter(({ items }) => items.length > 0);
  return told.map((group) => ({ ...group, items: group.items.map((fix) => withoutAccepted(fix, means)) }));
}

/** Says whether the page would offer this now, were it not done already. */
export function isOffered(action: PageAction, fixes: readonly Fix[], facts: VerificationFacts): boolean {
  const groups = groupFixes(fixes, facts, { runAsks: false, hasZone: false, looksAgain: false });
  return groups.some(({ items }) => items.some(({ button }) => button?.action === action));
}

/** What has been accepted is not offered a second time while it spreads. */
function withoutAccepted({ button, ...fix }: PageFix, { accepted }: FixMeans): PageFix {
  if (!button) return fix;
  return button.action === accepted?.action ? { ...fix, text: l10n.t('Done: {0}', fix.text) } : { ...fix, button };
}
