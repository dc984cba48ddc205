import * as vscode from 'vscode';
import type { ObjectRef } from '../../core/ports/oss.js';
import { executeCommand } from '../../host/commandIds.js';
import type { Node } from './node.js';

const uriList = 'text/uri-list';
const ownRows = 'application/vnd.code.tree.osscdn.explorer';

/** Moves dragged objects and folders to the row that they are dropped on, and uploads files that are dropped there. */
export const dragAndDrop: vscode.TreeDragAndDropController<Node> = {
  dragMimeTypes: [],
  dropMimeTypes: [uriList, ownRows],
  handleDrag: (rows, data) => {
    const moved = listObjectRows(rows);
    if (moved.length > 0) data.set(ownRows, new vscode.DataTransferItem(moved));
  },
  handleDrop: async (row, data) => {
    const place = row && 'bucket' in row ? row.argument : undefined;
    const moved: unknown = data.get(ownRows)?.value;
    if (Array.isArray(moved)) return place && executeCommand('ossCdn.moveObjects', { ...place, moved });
    const dropped = await data.get(uriList)?.asString();
    if (dropped) await executeCommand('ossCdn.uploadFiles', place && { ...place, dropped });
  },
};

/** Returns the objects and folders among rows. */
export function listObjectRows(rows: readonly Node[]): readonly ObjectRef[] {
  return rows.flatMap((row) => (row.kind === 'object' || row.kind === 'folder' ? row.argument : []));
}
