import * as vscode from 'vscode';
import type { FileState } from '../../../core/ports/local.js';
import type { FileBase } from '../../../core/publishing/publication.js';
import { digestFile } from '../../../core/publishing/upload/localFile.js';
import { hasConsent } from '../onSaveConsent.js';
import { isAutomatic } from '../publishFiles.js';
import type { Publishing } from '../services.js';

/** Larger files are asked about instead: they would be read whole with the first keystroke. */
const largestBytes = 16 * 1024 * 1024;
/** A change on disk so shortly before the first keystroke may not be in the editor yet, ms. */
const reloadMs = 2_000;
/** Contents that are known at a time. */
const maxKnown = 1_000;
/** So many files of one heap are read ahead. */
const maxAhead = 200;

/** A content of a file: without a `base` it was written by this editor, and is no other author's. */
interface KnownContent {
  readonly stamp: string;
  readonly base?: FileBase;
}

type Base = Promise<FileBase | undefined>;

/** The content of a document on disk before it was changed, and the same for the change before that, as long as its save is not told of. */
interface Edit {
  isDirty: boolean;
  base: Base;
  earlier: Base;
}

const unknown: Base = Promise.resolve(undefined);

/**
 * Knows by their digests what published files were on disk right before they were changed, so that the version of another author which the
 * user has pulled is no news when their own is saved. Files are read when a document becomes dirty, never for a save.
 */
export class FileBases implements vscode.Disposable {
  private readonly edits = new Map<string, Edit>();
  private readonly known = new Map<string, KnownContent>();
  private readonly end = new AbortController();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly publishing: Publishing) {
    const { workspace } = vscode;
    for (const document of workspace.textDocuments) this.onOpened(document);
    this.subscription = vscode.Disposable.from(
      workspace.onDidOpenTextDocument((document) => this.onOpened(document)),
      workspace.onDidChangeTextDocument(({ document }) => this.onChanged(document)),
      workspace.onDidCloseTextDocument(({ uri }) => void this.edits.delete(uri.fsPath)),
    );
  }

  /** What a document that was just saved was on disk before it was edited; `undefined` where that is not known. */
  takeSaved(uri: vscode.Uri): Base {
    const path = uri.fsPath;
    if (this.isPublished(uri)) void this.noteOwn(path);
    const edit = this.edits.get(path);
    if (!edit) return unknown;
    // It may have been edited again by now.
    const base = edit.isDirty ? edit.earlier : edit.base;
    if (edit.isDirty) edit.earlier = unknown;
    else edit.base = unknown;
    return base;
  }

  /** What a file was before something else than the editor has just changed it, as far as it was read; only the next change has that for its own. */
  takeChanged({ fsPath }: vscode.Uri): FileBase | undefined {
    const base = this.known.get(fsPath)?.base;
    this.known.delete(fsPath);
    return base;
  }

  /** Reads files that something else than the editor has changed and that are not published yet. */
  async readAhead(uris: readonly vscode.Uri[]): Promise<void> {
    for (const uri of uris.slice(0, maxAhead)) if (this.isPublished(uri)) await this.read(uri.fsPath);
  }

  dispose(): void {
    this.end.abort();
    this.subscription.dispose();
  }

  /** One whose edits the editor has kept: what the disk has by now need not be what they began with. */
  private onOpened({ uri, isDirty }: vscode.TextDocument): void {
    if (isDirty && uri.scheme === 'file')
      this.edits.set(uri.fsPath, { isDirty: true, base: unknown, earlier: unknown });
  }

  /** With each keystroke. */
  private onChanged({ uri, isDirty }: vscode.TextDocument): void {
    if (uri.scheme !== 'file') return;
    const edit = this.edits.get(uri.fsPath);
    if (!isDirty && edit) edit.isDirty = false;
    if (!isDirty || edit?.isDirty) return;
    const base = this.isPublished(uri) ? this.read(uri.fsPath, reloadMs) : unknown;
    this.edits.set(uri.fsPath, { isDirty: true, base, earlier: edit?.base ?? unknown });
  }

  private isPublished(uri: vscode.Uri): boolean {
    const file = this.publishing.mappingStore.get(uri);
    if (file?.mapping.onSave !== 'publish') return false;
    return isAutomatic(this.publishing, file) && hasConsent(this.publishing, file);
  }

  /** Reads a file that was not written within the last so many ms, unless its content is known. */
  private async read(path: string, leastAgeMs = 0): Base {
    const { files, clock } = this.publishing.deps;
    try {
      const state = await files.stat(path);
      if (!state || state.size > largestBytes || clock.now() - state.mtimeMs < leastAgeMs) return undefined;
      const stamp = toStamp(state);
      const known = this.known.get(path);
      if (known?.stamp === stamp) return known.base;
      // Files are read where they really are, never through a link.
      const real = await files.realPath(path);
      const base = real === undefined ? undefined : await digestFile(files, real, false, this.end.signal);
      const after = await files.stat(path);
      // Something has written it meanwhile.
      if (!base || !after || toStamp(after) !== stamp) return undefined;
      this.keep(path, { stamp, base });
      return base;
    } catch {
      return undefined;
    }
  }

  private async noteOwn(path: string): Promise<void> {
    const state = await this.publishing.deps.files.stat(path).catch(() => undefined);
    if (state) this.keep(path, { stamp: toStamp(state) });
  }

  private keep(path: string, content: KnownContent): void {
    this.known.delete(path);
    this.known.set(path, content);
    const [oldest] = this.known.keys();
    if (oldest !== undefined && this.known.size > maxKnown) this.known.delete(oldest);
  }
}

/** A text that changes with each writing of a file. */
function toStamp({ mtimeMs, size }: FileState): string {
  return `${mtimeMs} ${size}`;
}
