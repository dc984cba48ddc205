import type * as vscode from 'vscode';
import { executeCommand } from '../../host/commandIds.js';
import type { Node } from './node.js';

const uriList = 'text/uri-list';

/** Uploads files that are dropped on a row; rows themselves are not moved and bring no list. */
export const dropFiles: vscode.TreeDragAndDropController<Node> = {
  dragMimeTypes: [],
  dropMimeTypes: [uriList],
  handleDrop: async (row, data) => {
    const dropped = await data.get(uriList)?.asString();
    if (dropped)
      await executeCommand('ossCdn.uploadFiles', row && 'bucket' in row ? { ...row.argument, dropped } : undefined);
  },
};
