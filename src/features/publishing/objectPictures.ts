import * as vscode from 'vscode';
import { visibleLine } from '../../core/text/plainText.js';
import type { ObjectRef } from '../../host/commandIds.js';

const scheme = 'oss-cdn-picture';

/** Pictures of buckets, as read-only files: VS Code shows a picture of a file system alone. Only what was opened here is in it. */
export class ObjectPictures implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly files = new Map<string, { readonly bytes: Uint8Array; readonly mtime: number }>();
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly registration = vscode.workspace.registerFileSystemProvider(scheme, this, { isReadonly: true });

  /** Shows the picture that an object is, by this file name, in the tab that it has already. */
  async open({ bucket, key }: ObjectRef, name: string, bytes: Uint8Array): Promise<void> {
    // VS Code would resolve a segment of dots, and a tab that it restores must never show another object.
    const path = `/${bucket.name}/=${encodeURIComponent(key)}/${visibleLine(name)}`;
    const uri = vscode.Uri.from({ scheme, path });
    const mtime = (this.files.get(uri.path)?.mtime ?? 0) + 1;
    this.files.set(uri.path, { bytes, mtime });
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    await vscode.commands.executeCommand('vscode.open', uri);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { bytes, mtime } = this.find(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.find(uri).bytes;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  writeFile(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  delete(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  private find(uri: vscode.Uri) {
    const file = this.files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }
}
