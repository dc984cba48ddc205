import * as vscode from 'vscode';
import { findStop } from '../../../core/publishing/judgeFile.js';
import { actOnSave } from '../../../core/publishing/mapping/consent.js';
import { findSecrets } from '../../../core/publishing/secrets/secretScan.js';
import { judgeWhole } from '../judgements.js';
import type { MappedFile } from '../mapping/mappingStore.js';
import type { Publishing } from '../services.js';

/** How often a document is looked at while the user types, ms. */
const lookMs = 1_000;
/** When connections to a bucket may have closed that were opened or used, ms. They close after 20 s. */
const closedMs = 20_500;
/** The most characters of a document that are scanned in advance. */
const scannedLength = 16_384;

/**
 * Opens connections to the cloud and loads code while the user types in a file that its save would publish: the first save of a window, and one after a pause,
 * then need not wait for that. Nothing is sent on these connections before the save.
 */
export class ExpectedSaves implements vscode.Disposable {
  private lookedAt: number | undefined;
  private hasScanned = false;
  /** When connections to each bucket were opened or used last, by the name of the bucket. */
  private readonly openedAt = new Map<string, number>();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly publishing: Publishing) {
    this.subscription = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.isDirty && document.uri.scheme === 'file') this.onTyped(document);
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.onSaved(uri)),
    );
  }

  dispose(): void {
    this.subscription.dispose();
  }

  /** Takes a save for a use of the connections. */
  private onSaved(uri: vscode.Uri): void {
    const file = this.findPublished(uri);
    if (file) this.openedAt.set(file.mapping.bucket.name, this.now());
  }

  private onTyped(document: vscode.TextDocument): void {
    const now = this.now();
    if (isWithin(lookMs, this.lookedAt, now)) return;
    this.lookedAt = now;
    const file = this.findPublished(document.uri);
    if (!file || actOnSave(file.mapping) !== 'upload') return;
    const { bucket } = file.mapping;
    if (isWithin(closedMs, this.openedAt.get(bucket.name), now)) return;
    this.openedAt.set(bucket.name, now);
    void this.open(document, file);
  }

  /** Scans once, since the first scan for secrets loads its code and compiles its patterns, which takes longer than a round trip. */
  private scanFirst(document: vscode.TextDocument, { label }: MappedFile): void {
    if (this.hasScanned) return;
    this.hasScanned = true;
    findSecrets(new TextEncoder().encode(document.getText().slice(0, scannedLength)), label);
  }

  /** Returns a file that its save publishes at once: the workspace is trusted, the user has agreed and is signed in. */
  private findPublished(uri: vscode.Uri): MappedFile | undefined {
    const file = this.publishing.mappingStore.get(uri);
    return file && !findStop(judgeWhole(this.publishing, uri, file, { withConsent: true })) ? file : undefined;
  }

  private async open(document: vscode.TextDocument, file: MappedFile): Promise<void> {
    const { deps, publisher } = this.publishing;
    try {
      const { connections } = await deps.session.cloud();
      await connections.openToBucket(file.mapping.bucket);
      await publisher.prepare();
      this.scanFirst(document, file);
    } catch {
      // The save meets the same failure and reports it.
    }
  }

  private now(): number {
    return this.publishing.deps.clock.now();
  }
}

/** Returns whether a time is less than `ms` away. A clock that was set back counts as time that has passed. */
function isWithin(ms: number, at: number | undefined, now: number): boolean {
  return at !== undefined && Math.abs(now - at) < ms;
}
