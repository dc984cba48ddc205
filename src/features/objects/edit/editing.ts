import type { ObjectRef } from '../../../core/ports/oss.js';
import type { ObjectDeps } from '../objectDeps.js';
import { editObject } from './editObject.js';
import { type FileSystemHost, ObjectFiles } from './objectFiles.js';

/** The part of editing that is loaded with the first object. */
export type Editing = ReturnType<typeof openEditing>;

/** Opens the file system of objects that are edited, without reading or sending anything. */
export function openEditing(deps: ObjectDeps, host: FileSystemHost) {
  const files = new ObjectFiles(deps, host);
  return { files, edit: (target: ObjectRef | string | undefined) => editObject(deps, files, target) };
}
