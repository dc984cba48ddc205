import type { FormUi } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import {
  type ArchiveClass,
  archiveClasses,
  type RestorePriority,
  readArchiveState,
  restoreCostText,
} from '../../../core/objects/archive.js';
import { storageClassText } from '../../../core/oss/bucketText.js';
import type { ObjectHead, ObjectSource } from '../../../core/ports/oss.js';
import { countText, sizeText } from '../../../core/text/countText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { quoted } from '../../../core/text/visibleText.js';
import { beforeAfter, confirmChange } from '../../../host/changePrompts.js';
import type { CdnTarget } from '../../../host/commandIds.js';
import { consoleLinks } from '../../../host/console/consoleLinks.js';
import { openPage } from '../../../host/console/openPage.js';
import { showInformation } from '../../../host/display.js';
import { changeEach, findSelected, readEach, reportEnded } from '../change/changeEach.js';
import type { ObjectDeps } from '../objectDeps.js';
import { restoreStateText } from '../properties/propertiesText.js';

type Archived = ObjectSource & { readonly seen: ObjectHead | undefined };

/** Asks for priority and days, with the time and the cost, and has OSS restore archived objects of one storage class. */
export async function restoreArchived(deps: ObjectDeps, given: readonly CdnTarget[]): Promise<void> {
  const found = await findSelected(deps, given);
  if (found) await restoreSources(deps, found);
}

/** Does the same for objects that are known, or for one version of an object. */
export async function restoreSources(deps: ObjectDeps, found: readonly ObjectSource[]): Promise<void> {
  const { oss } = await deps.session.cloud();
  const read = await readEach(deps, found, ({ bucket, key, versionId }, signal) =>
    oss.readObjectHead(bucket, key, signal, versionId),
  );
  const group = await chooseClass(deps, read);
  if (!group) return;
  const { name, objects, archive } = group;
  const priority = await choosePriority(deps, archive, name);
  const days = priority && (await askDays(deps, archive));
  if (!priority || days === undefined) return;
  const agreed = await confirmChange({
    question:
      objects.length === 1
        ? l10n.t('Restore {0} from the archive?', quoted(objects[0]?.key ?? ''))
        : l10n.t('Restore {0} objects from the archive?', countText(objects.length)),
    detail: [
      beforeAfter(
        stateText(objects),
        l10n.t('can be read {0} after this; days: {1}', priority.time(), countText(days)),
      ),
      restoreCostText(bytesOf(objects), archive),
    ],
    button: l10n.t('Restore'),
    reference: {
      button: l10n.t('Open OSS Prices'),
      open: () => openPage(consoleLinks(deps.settings.get('console')).ossPrices()),
    },
  });
  if (!agreed) return;
  const request = { days, ...(priority.tier && { tier: priority.tier }) };
  const ended = await changeEach(
    deps,
    l10n.t('Requesting restoration'),
    objects,
    ({ bucket, key, versionId }, signal) =>
      oss.restoreObject(bucket, key, { ...request, ...(versionId !== undefined && { versionId }) }, signal),
  );
  if (ended.done.length < objects.length) return reportEnded(deps, 'restore', ended, objects.length);
  const what =
    objects.length === 1 ? noticeText(objects[0]?.key ?? '') : l10n.t('{0} objects', countText(objects.length));
  void showInformation(l10n.t('Restoration requested, which takes {0}: {1}', priority.time(), what));
}

interface Group {
  readonly name: string;
  readonly archive: ArchiveClass;
  readonly objects: readonly Archived[];
}

/** Groups the archived objects by class, since each has other priorities, and lets the user choose one of several. */
async function chooseClass({ ui }: { readonly ui: FormUi }, read: readonly Archived[]): Promise<Group | undefined> {
  const groups = Object.entries(archiveClasses).flatMap(([name, archive]) => {
    const objects = read.filter(({ seen }) => seen?.headers['x-oss-storage-class'] === name);
    return objects.length > 0 ? [{ name, archive, objects }] : [];
  });
  const [only, ...more] = groups;
  if (!only) return void showInformation(l10n.t('Only archived objects need to be restored, and none is selected'));
  if (more.length === 0) return only;
  const reply = await ui.pick<Group>({
    title: l10n.t('Restore From Archive'),
    placeholder: l10n.t('Choose a storage class'),
    items: groups.map((group) => ({
      label: storageClassText(group.name),
      description: `${countText(group.objects.length)} · ${sizeText(bytesOf(group.objects))}`,
      value: group,
    })),
  });
  return reply.kind === 'value' ? reply.value : undefined;
}

async function choosePriority(
  { ui }: { readonly ui: FormUi },
  { priorities }: ArchiveClass,
  name: string,
): Promise<RestorePriority | undefined> {
  const [only, ...more] = priorities;
  if (more.length === 0) return only;
  const labels = { Expedited: l10n.t('Expedited'), Standard: l10n.t('Standard'), Bulk: l10n.t('Bulk') };
  const reply = await ui.pick<RestorePriority>({
    title: `${l10n.t('Restore From Archive')} · ${storageClassText(name)}`,
    placeholder: l10n.t('Choose how fast; faster costs more'),
    items: priorities.map((value) => ({
      label: value.tier ? labels[value.tier] : '',
      description: value.time(),
      value,
    })),
  });
  return reply.kind === 'value' ? reply.value : undefined;
}

async function askDays({ ui }: { readonly ui: FormUi }, { mostDays }: ArchiveClass): Promise<number | undefined> {
  const most = String(mostDays);
  const toDays = (text: string) => (/^\s*\d{1,3}\s*$/.test(text) ? Number(text) : 0);
  const isValid = (days: number) => days >= 1 && days <= mostDays;
  const reply = await ui.input({
    title: l10n.t('Restore From Archive'),
    prompt: l10n.t('Days for which the objects can be read, 1 to {0}', most),
    value: '1',
    validate: (text) => (isValid(toDays(text)) ? undefined : l10n.t('Enter a whole number from 1 to {0}', most)),
  });
  return reply.kind === 'value' ? toDays(reply.value) : undefined;
}

function bytesOf(objects: readonly Archived[]): number {
  return objects.reduce((sum, { seen }) => sum + (seen?.size ?? 0), 0);
}

function stateText(objects: readonly Archived[]): string {
  const states = objects.flatMap(({ seen }) => (seen && readArchiveState(seen)) ?? []);
  return [...new Set(states.map(restoreStateText))].join(' · ');
}
