import * as vscode from 'vscode';
import { visibleLine } from '../../core/text/plainText.js';
import type { ObjectRef } from '../../host/commandIds.js';

const scheme = 'oss-cdn-picture';

/** Pictures in buckets, as read-only files, since VS Code shows pictures of a file system only. Contains only what was opened here. */
export class ObjectPictures implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly files = new Map<string, { readonly bytes: Uint8Array; readonly mtime: number }>();
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly registration = vscode.workspace.registerFileSystemProvider(scheme, this, { isReadonly: true });

  /** Shows an object's picture under this file name, in its existing tab. */
  async open({ bucket, key }: ObjectRef, name: string, bytes: Uint8Array): Promise<void> {
    // VS Code would resolve dot segments, and a restored tab must never show another object.
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
