import { FileType, Uri, workspace } from 'vscode';
import type { FormUi, PickItem, PickQuestion, Reply } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import { folderText } from '../folderText.js';
import { isTrusted } from '../trust.js';
import { chooseDirectory } from './displayViews.js';

/** Usual output folders of build tools; offered first. */
const usual = ['dist', 'build', 'out', 'public', 'site'];
const mostFolders = 40;

/** The value of the row that opens a dialog. No URI text equals it. */
const browse = 'browse';

/** Returns whether this window has a publishable folder: on disk, in a trusted workspace. */
export function hasFolders(): boolean {
  return isTrusted() && listRoots().length > 0;
}

/** Returns whether a URI text is an existing folder of this workspace. */
export async function isFolderHere(folder: string): Promise<boolean> {
  const uri = Uri.parse(folder);
  if (!isInWorkspace(uri)) return false;
  return workspace.fs.stat(uri).then(
    ({ type }) => (type & FileType.Directory) !== 0,
    () => false,
  );
}

/** The question for a folder. */
interface FolderQuestion extends Pick<PickQuestion<string>, 'step' | 'total' | 'selected'> {
  readonly notes?: readonly string[];
  /** Descriptions of folders by URI text, such as where one is already published. */
  readonly known?: Promise<ReadonlyMap<string, string>>;
}

/** Asks for a workspace folder to publish; returns its URI text, or the value of another row. */
export async function pickFolder(
  ui: FormUi,
  { notes = [], selected, known, ...place }: FolderQuestion,
  others: readonly PickItem<string>[] = [],
): Promise<Reply<string>> {
  const title = l10n.t('Folder to Publish');
  let refused: readonly string[] = [];
  for (;;) {
    const reply = await ui.pick<string>({
      ...place,
      title,
      placeholder: l10n.t('Choose the folder of your site'),
      notes: [...notes, ...refused],
      items: listRows(selected, others, known),
      ...(selected !== undefined && { selected }),
    });
    if (reply.kind !== 'value' || reply.value !== browse) return reply;
    const chosen = await chooseDirectory(title, l10n.t('Choose'), listRoots()[0]?.uri);
    if (chosen && isInWorkspace(chosen)) return { kind: 'value', value: chosen.toString() };
    refused = chosen ? [l10n.t('{0} is not in this workspace. Choose a folder inside it', chosen.fsPath)] : [];
  }
}

/** The offered rows, with the last choice if it is not a usual folder. */
async function listRows(
  selected: string | undefined,
  others: readonly PickItem<string>[],
  known: FolderQuestion['known'] = Promise.resolve(new Map()),
) {
  const [rows, words] = await Promise.all([listFolderRows(), known]);
  const isListed = [...rows, ...others].some(({ value }) => value === selected);
  const isKept = selected !== undefined && !isListed && (await isFolderHere(selected));
  const kept = isKept ? [{ label: `$(folder) ${folderText(selected)}`, value: selected }] : [];
  const other = { label: `$(folder-opened) ${l10n.t('Choose a Folder…')}`, group: ' ', value: browse };
  const describe = (row: PickItem<string>) => {
    const said = words.get(row.value);
    return said === undefined ? row : { ...row, description: [row.description, said].filter(Boolean).join(' · ') };
  };
  return [...[...kept, ...rows].map(describe), other, ...others.map((row) => ({ ...row, group: ' ' }))];
}

/** The publishable folders of each workspace folder: build output, the whole folder, the others. */
async function listFolderRows(): Promise<readonly PickItem<string>[]> {
  const groups = await Promise.all(
    listRoots().map(async ({ uri, name }) => {
      const inner = await listInner(uri);
      const whole = { label: `$(root-folder) ${name}`, description: l10n.t('the whole folder'), value: uri };
      const sites = inner.filter(({ value }) => isUsual(value));
      const rows = [...sites, whole, ...inner.filter((folder) => !sites.includes(folder))];
      return rows.map((row) => ({ ...row, group: name, value: row.value.toString() }));
    }),
  );
  return groups.flat();
}

/** Only folders on disk can be mapped. */
function listRoots() {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

function isInWorkspace(uri: Uri): boolean {
  return workspace.getWorkspaceFolder(uri)?.uri.scheme === 'file';
}

async function listInner(root: Uri): Promise<readonly PickItem<Uri>[]> {
  const entries = await workspace.fs.readDirectory(root).then(
    (found) => found,
    () => [],
  );
  const names = entries
    .filter(([name, type]) => type === FileType.Directory && !name.startsWith('.') && name !== 'node_modules')
    .map(([name]) => name)
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  return names.slice(0, mostFolders).map((name) => ({ label: `$(folder) ${name}`, value: Uri.joinPath(root, name) }));
}

function isUsual(folder: Uri): boolean {
  return usual.includes(folder.path.slice(folder.path.lastIndexOf('/') + 1).toLowerCase());
}

function rank(name: string): number {
  const place = usual.indexOf(name.toLowerCase());
  return place === -1 ? usual.length : place;
}
