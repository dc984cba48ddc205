import type { PickItem } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import {
  type HeaderChange,
  headerBytes,
  headerLabel,
  headerRefusal,
  headerText,
  listOwnHeaders,
  replaceHeaders,
  type SeenHeaders,
  sameHeaders,
  seeHeaders,
  standardHeaders,
  toMetaName,
  withChange,
} from '../../../core/oss/objectHeaders.js';
import { readTraits } from '../../../core/oss/objectTraits.js';
import type { ObjectHeaders, ObjectRef } from '../../../core/ports/oss.js';
import type { RecordChange } from '../../../core/publishing/objectLedger.js';
import { countText } from '../../../core/text/countText.js';
import { listText, noticeText } from '../../../core/text/plainText.js';
import { quoted } from '../../../core/text/visibleText.js';
import { beforeAfter } from '../../../host/changePrompts.js';
import type { CdnTarget } from '../../../host/commandIds.js';
import { showInformation } from '../../../host/display.js';
import { type ChangeOutlook, readChangeOutlook } from '../changeOutlook.js';
import type { ObjectDeps } from '../objectDeps.js';
import { askChange, refreshAfter } from './askChange.js';
import { changeEach, findSelected, readEach, reportEnded, trackOne } from './changeEach.js';
import { recordChanges } from './ledgerChanges.js';
import { undoNote } from './setAcl.js';

type Read = ObjectRef & { readonly seen: SeenHeaders };

/** Changes headers and metadata of objects after a question with both states. Refreshes their URLs if the user chooses that. */
export async function editHeaders(deps: ObjectDeps, given: readonly CdnTarget[]): Promise<void> {
  const found = await findSelected(deps, given);
  const [first] = found ?? [];
  if (!found || !first) return;
  const cloud = await deps.session.cloud();
  const { oss } = cloud;
  const read = await readEach(deps, found, (object, signal) => seeHeaders(oss, object, signal));
  const change = await askHeaders(deps, read);
  if (!change) return;
  const changed = read.filter(({ seen }) => !sameHeaders(headersOf(seen), withChange(headersOf(seen), change)));
  if (changed.length === 0) return void showInformation(l10n.t('The objects already have these headers'));
  const outlook = await readChangeOutlook(
    deps,
    first.bucket,
    changed.map(({ key }) => key),
  );
  const choice = await confirm(changed, change, outlook);
  if (!choice) return;
  const renewed = new Map<string, RecordChange>();
  const ended = await changeEach(deps, l10n.t('Changing headers'), changed, async ({ seen, ...at }, signal) => {
    const [before, after] = [headersOf(seen), withChange(headersOf(seen), change)];
    const what = {
      action: 'CopyObject',
      change: { kind: 'objectHeaders', at, before, after },
      count: changed.length,
    } as const;
    const { etag } = await trackOne(deps, what, cloud, () => replaceHeaders(oss, at, { seen, headers: after }, signal));
    // Of an object that was uploaded in parts, the copy has another ETag.
    if (etag !== seen.head.etag) renewed.set(at.key, { before: seen.head.etag, etag });
  });
  reportEnded(deps, 'change headers', ended, changed.length);
  const keys = ended.done.map(({ key }) => key);
  await Promise.all([recordChanges(deps, first.bucket, renewed), refreshAfter(deps, choice, outlook, keys)]);
}

function headersOf({ head }: SeenHeaders): ObjectHeaders {
  return listOwnHeaders(head);
}

type Row = { readonly name: string } | 'add' | 'review';

/** Asks for headers until the user reviews the change. Resolves to `undefined` if the user cancels. */
async function askHeaders({ ui }: Pick<ObjectDeps, 'ui'>, read: readonly Read[]): Promise<HeaderChange | undefined> {
  const [first] = read;
  const name = read.length === 1 && first ? noticeText(first.key) : l10n.t('{0} objects', countText(read.length));
  const title = l10n.t('Headers: {0}', name);
  let change: HeaderChange = {};
  for (;;) {
    const reply = await ui.pick<Row>({
      title,
      placeholder: l10n.t('Choose a header; you can review the change before it is made'),
      items: rowsOf(read, change),
    });
    if (reply.kind !== 'value') return undefined;
    if (reply.value === 'review') return change;
    const header = reply.value === 'add' ? await askMetaName({ ui }, title) : reply.value.name;
    if (header === undefined) continue;
    const value = await askValue({ ui }, header, valuesOf(read, change, header));
    if (value !== undefined) change = { ...change, [header]: value === '' ? undefined : headerBytes(value) };
  }
}

function rowsOf(read: readonly Read[], change: HeaderChange): readonly PickItem<Row>[] {
  const own = read.flatMap(({ seen }) => Object.keys(headersOf(seen)));
  const names = new Set([...standardHeaders, ...own.sort(), ...Object.keys(change)]);
  return [
    ...(Object.keys(change).length > 0
      ? [
          {
            label: l10n.t('Review Changes…'),
            description: countText(Object.keys(change).length),
            value: 'review' as const,
          },
        ]
      : []),
    ...[...names].map((name) => ({
      label: headerLabel(name),
      description: valueText(valuesOf(read, change, name)),
      ...(name in change && { detail: l10n.t('changed') }),
      value: { name },
    })),
    { label: l10n.t('Add Metadata…'), value: 'add' as const },
  ];
}

/** The value of a header: `undefined` if the object does not have it, `null` if OSS does not tell it. */
type Value = string | undefined | null;

/** Returns the different values of a header after a change. */
function valuesOf(read: readonly Read[], change: HeaderChange, name: string): readonly Value[] {
  const isHidden = ({ head }: SeenHeaders) => !(name in change) && head.hidden?.includes(name) === true;
  const toValue = (seen: SeenHeaders) => (isHidden(seen) ? null : withChange(headersOf(seen), change)[name]);
  return [...new Set(read.map(({ seen }) => toValue(seen)))];
}

function valueText(values: readonly Value[]): string {
  if (values.length > 1) return l10n.t('different values');
  const [value] = values;
  if (value === null) return l10n.t('unknown');
  return value === undefined ? l10n.t('not set') : headerText(value);
}

async function askMetaName({ ui }: Pick<ObjectDeps, 'ui'>, title: string): Promise<string | undefined> {
  const refusal = l10n.t('Enter letters, digits and hyphens');
  const reply = await ui.input({
    title,
    prompt: l10n.t('Name of the metadata'),
    placeholder: 'x-oss-meta-author',
    validate: (text) => (toMetaName(text) === undefined ? refusal : undefined),
  });
  return reply.kind === 'value' ? toMetaName(reply.value) : undefined;
}

/** Asks for a value. Empty text removes the header. */
async function askValue(
  { ui }: Pick<ObjectDeps, 'ui'>,
  name: string,
  values: readonly Value[],
): Promise<string | undefined> {
  const [value] = values;
  const reply = await ui.input({
    title: headerLabel(name),
    prompt: l10n.t('Enter the value; leave it empty to remove the header'),
    value: values.length === 1 && typeof value === 'string' ? headerText(value) : '',
    validate: (text) => (text === '' ? undefined : headerRefusal(name, text)),
  });
  return reply.kind === 'value' ? reply.value : undefined;
}

function confirm(changed: readonly Read[], change: HeaderChange, outlook: ChangeOutlook) {
  const [first] = changed;
  return askChange(outlook, {
    question:
      changed.length === 1 && first
        ? l10n.t('Change the headers of {0}?', quoted(first.key))
        : l10n.t('Change the headers of {0} objects?', countText(changed.length)),
    detail: [
      ...Object.entries(change).map(([name, value]) =>
        [
          headerLabel(name),
          beforeAfter(listText(valuesOf(changed, {}, name).map((each) => valueText([each]))), valueText([value])),
        ].join('\n'),
      ),
      l10n.t('Content, other headers, ACL and tags stay. OSS copies each object onto itself.'),
      ...notesOf(changed, change, outlook),
      undoNote(changed.length),
    ],
    button: l10n.t('Change'),
  });
}

/** Tells what the change would do besides. */
function notesOf(changed: readonly Read[], change: HeaderChange, { mapped }: ChangeOutlook): readonly string[] {
  const lost = changed.flatMap(({ seen }) => (seen.head.hidden ?? []).filter((name) => !(name in change)));
  const isAppendable = changed.some(({ seen }) => readTraits(seen.head).type === 'Appendable');
  return [
    ...(lost.length > 0
      ? [
          l10n.t(
            'OSS does not tell these headers at its default domain, so they are removed unless you set them: {0}',
            listText([...new Set(lost)].map(headerLabel)),
          ),
        ]
      : []),
    ...(isAppendable ? [l10n.t('Appendable objects become normal ones, to which nothing can be appended.')] : []),
    ...(mapped
      ? [l10n.t('A folder of this workspace is published here: its header rules apply again with the next publish.')]
      : []),
  ];
}
