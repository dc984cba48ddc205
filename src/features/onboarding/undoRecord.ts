import { fullName } from '../../core/dns/hostNames.js';
import { showDomain } from '../../core/domainName.js';
import { l10n } from '../../core/l10n.js';
import { readUndo, type SwitchUndo, undoSwitch } from '../../core/onboarding/undoSwitch.js';
import type { DnsRecord } from '../../core/ports/dns.js';
import { plainText } from '../../core/text/plainText.js';
import { confirmChange } from '../../host/changePrompts.js';
import { showInformation } from '../../host/display.js';
import { chooseRun, type RunCommandDeps } from './runCommands.js';

/** Undoes a run's changes in live DNS, after showing the effect on each record; the run then asks again. */
export async function undoRecord(deps: RunCommandDeps, runId?: string): Promise<void> {
  const { board, session } = deps;
  const run = await chooseRun(deps, runId);
  if (!run) return;
  const { id, facts } = run.record;
  const cloud = await session.cloud();
  const signal = new AbortController().signal;
  const undo = await readUndo(cloud, facts, signal);
  if (!undo.restore && !undo.remove && !undo.pause && undo.resume.length === 0) {
    void showInformation(l10n.t('This onboarding has no DNS change to undo'));
    return;
  }
  const detail = [describeUndo(undo).join('\n')];
  const question = l10n.t('Undo the DNS change of {0}?', showDomain(run.record.plan.domain));
  if (!(await confirmChange({ question, detail, button: l10n.t('Undo DNS Change') }))) return;
  // Revokes the approvals first, so that a continuing run asks instead of switching again.
  await board.answer(id, { approvals: { record: '', switch: '', resume: '' } });
  board.pause(id);
  try {
    await undoSwitch(cloud, undo, signal);
  } finally {
    // Otherwise its rows would show the earlier state.
    board.recheck(id);
  }
}

/** The records that an undo changes back, removes, pauses and resumes, one per line, and the consequences. */
export function describeUndo({ restore, remove, pause, resume }: SwitchUndo): readonly string[] {
  return [
    ...(restore
      ? [l10n.t('Before: {0}', describe(restore.ours)), l10n.t('Changed back: {0}', describe(restore.former))]
      : []),
    ...(remove ? [l10n.t('Removed: {0}', describe(remove))] : []),
    ...(pause ? [l10n.t('Paused: {0}', describe(pause))] : []),
    ...resume.map((record) => l10n.t('Resumed: {0}', describe(record))),
    '',
    restore || resume.length > 0
      ? l10n.t('Visitors of this domain will then go where they went before CDN.')
      : l10n.t('No other record replaces it, so this domain will not resolve.'),
    l10n.t('The onboarding will ask again before DNS is changed.'),
  ];
}

function describe(record: DnsRecord): string {
  return `${fullName(record)}  ${record.type}  ${plainText(record.value)}  TTL ${record.ttl}`;
}
