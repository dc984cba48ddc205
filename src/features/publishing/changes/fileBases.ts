import * as vscode from 'vscode';
import type { FileState } from '../../../core/ports/local.js';
import type { ContentDigest } from '../../../core/publishing/publication.js';
import { digestFile } from '../../../core/publishing/upload/localFile.js';
import { isDeclined } from '../onSaveConsent.js';
import { isAutomatic } from '../publishFiles.js';
import type { Publishing } from '../services.js';

/** Larger files are asked about instead: they would be read completely at the first keystroke. */
const largestBytes = 16 * 1024 * 1024;
/** If a file changed on disk less than this before the first keystroke, the editor may not have loaded the change yet unless it has told so, ms. */
const reloadMs = 2_000;
/** The most file contents that are remembered. */
const maxKnown = 1_000;
/** The most files of one batch that are read in advance. */
const maxAhead = 200;

/** A known content of a file. `base` is absent if this editor wrote the content, since it is then not by another author. */
interface KnownContent {
  readonly stamp: string;
  readonly base?: ContentDigest;
}

type Base = Promise<ContentDigest | undefined>;

/** The contents on disk that a document had before its current edit, and, until its save is reported, before the previous edit. */
interface Edit {
  isDirty: boolean;
  base: Base;
  earlier: Base;
}

const unknown: Base = Promise.resolve(undefined);

/**
 * Knows the digests of published files as they were on disk right before they were changed, so that another author's version that the user has pulled is not
 * taken for a conflict. Files are read when a document becomes dirty, never during a save.
 */
export class FileBases implements vscode.Disposable {
  private readonly edits = new Map<string, Edit>();
  /** When an editor last showed what was on disk, ms since the epoch. */
  private readonly loadedAt = new Map<string, number>();
  private readonly known = new Map<string, KnownContent>();
  private readonly end = new AbortController();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly publishing: Publishing) {
    const { workspace } = vscode;
    for (const document of workspace.textDocuments) this.onOpened(document);
    this.subscription = vscode.Disposable.from(
      workspace.onDidOpenTextDocument((document) => this.onOpened(document)),
      workspace.onDidChangeTextDocument(({ document }) => this.onChanged(document)),
      workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri.fsPath)),
    );
  }

  /** Returns the content that a saved document had on disk before it was edited. Resolves to `undefined` if that is not known. */
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

  /** Returns the content that a file had before an external change, or `undefined` if it was not read. It is returned only once. */
  takeChanged({ fsPath }: vscode.Uri): ContentDigest | undefined {
    const base = this.known.get(fsPath)?.base;
    this.known.delete(fsPath);
    return base;
  }

  /** Reads files that were changed externally and are published, before they change again. */
  async readAhead(uris: readonly vscode.Uri[]): Promise<void> {
    for (const uri of uris.slice(0, maxAhead)) if (this.isPublished(uri)) await this.read(uri.fsPath);
  }

  dispose(): void {
    this.end.abort();
    this.subscription.dispose();
  }

  private forget(path: string): void {
    this.edits.delete(path);
    this.loadedAt.delete(path);
  }

  /** Handles an opened document. If the editor has restored unsaved edits, the content on disk need not be what they are based on. */
  private onOpened({ uri, isDirty }: vscode.TextDocument): void {
    if (isDirty && uri.scheme === 'file')
      this.edits.set(uri.fsPath, { isDirty: true, base: unknown, earlier: unknown });
  }

  /** Called for each keystroke. */
  private onChanged({ uri, isDirty }: vscode.TextDocument): void {
    if (uri.scheme !== 'file') return;
    const edit = this.edits.get(uri.fsPath);
    if (!isDirty) this.loadedAt.set(uri.fsPath, this.publishing.deps.clock.now());
    if (!isDirty && edit) edit.isDirty = false;
    if (!isDirty || edit?.isDirty) return;
    const base = this.isPublished(uri) ? this.read(uri.fsPath, reloadMs) : unknown;
    this.edits.set(uri.fsPath, { isDirty: true, base, earlier: edit?.base ?? unknown });
  }

  private isPublished(uri: vscode.Uri): boolean {
    const file = this.publishing.mappingStore.get(uri);
    if (file?.mapping.onSave !== 'publish') return false;
    // Before the first consent too, which the save itself asks for.
    return isAutomatic(this.publishing, file) && !isDeclined(this.publishing, file);
  }

  /** Reads a file that was not written within this time, unless its content is known. */
  private async read(path: string, leastAgeMs = 0): Base {
    const { files, clock } = this.publishing.deps;
    try {
      const state = await files.stat(path);
      if (!state || state.size > largestBytes) return undefined;
      const isLoaded = (this.loadedAt.get(path) ?? 0) > state.mtimeMs;
      if (!isLoaded && clock.now() - state.mtimeMs < leastAgeMs) return undefined;
      const stamp = toStamp(state);
      const known = this.known.get(path);
      if (known?.stamp === stamp) return known.base;
      // Files are read by their real paths, never through a link.
      const real = await files.realPath(path);
      const base = real === undefined ? undefined : await digestFile(files, real, true, this.end.signal);
      const after = await files.stat(path);
      // It was written meanwhile.
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

/** Returns a text that changes each time the file is written. */
function toStamp({ mtimeMs, size }: FileState): string {
  return `${mtimeMs} ${size}`;
}
