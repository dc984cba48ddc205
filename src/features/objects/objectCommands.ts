import type { CommandArguments } from '../../host/commandIds.js';
import { listCommandTargets } from '../../host/commands.js';
import { editHeaders } from './change/editHeaders.js';
import { allTargets, keyTargets, oneBucket, oneObject } from './change/selected.js';
import { setAcl } from './change/setAcl.js';
import { copyObjectsTo, moveObjects, renameObject } from './copy/copyCommands.js';
import { createFile } from './copy/createFile.js';
import { copyPresignedUrl } from './copyPresignedUrl.js';
import { createFolder } from './createFolder.js';
import { deleteTargets } from './deleteTargets.js';
import { downloadTargets } from './downloadTargets.js';
import { openEditing } from './edit/editing.js';
import type { ObjectDeps } from './objectDeps.js';
import { ReadOnlyTexts } from './properties/readOnlyTexts.js';
import { showProperties } from './properties/showProperties.js';
import { uploadTo } from './upload/uploadTo.js';
import { compareWith } from './versions/compareVersions.js';
import { restoreArchived } from './versions/restoreArchived.js';
import { showVersions } from './versions/showVersions.js';
import { turnOnVersioning } from './versions/turnOnVersioning.js';
import { showDeleted } from './versions/undelete.js';

/** The name of a command on objects. */
export type ObjectCommand =
  | `ossCdn.${'downloadObjects' | 'deleteObjects' | 'copyPresignedUrl' | 'uploadFiles' | 'uploadFolder' | 'createFolder'}`
  | `ossCdn.${'createFile' | 'renameObject' | 'moveObjects' | 'copyObjects'}`
  | `ossCdn.${'showProperties' | 'editHeaders' | 'setAcl' | 'compareObject'}`
  | `ossCdn.${'showVersions' | 'showDeleted' | 'restoreArchived' | 'turnOnVersioning'}`;

/** Editing shares most of its code with the commands, and so their output file. */
export { openEditing };

type ObjectCommands = { readonly [K in ObjectCommand]: (...given: CommandArguments[K]) => Promise<void> };

/** Creates the commands on objects. Their output file is loaded with the first command. */
export function createObjectCommands(deps: ObjectDeps): ObjectCommands {
  const texts = new ReadOnlyTexts();
  deps.context.subscriptions.push(texts);
  return {
    'ossCdn.downloadObjects': (...given) => downloadTargets(deps, listCommandTargets(given)),
    'ossCdn.deleteObjects': async (...given) => deleteTargets(deps, await keyTargets(deps, given)),
    'ossCdn.copyPresignedUrl': (object) => copyPresignedUrl(deps, object),
    'ossCdn.uploadFiles': (target) => uploadTo(deps, target, 'files'),
    'ossCdn.uploadFolder': (target) => uploadTo(deps, target, 'folders'),
    'ossCdn.createFolder': (target) => createFolder(deps, target),
    'ossCdn.showProperties': (object) => showProperties(deps, texts, oneObject(deps, object)),
    'ossCdn.editHeaders': (...given) => editHeaders(deps, allTargets(deps, given)),
    'ossCdn.setAcl': (...given) => setAcl(deps, allTargets(deps, given)),
    'ossCdn.compareObject': (object) => compareWith(deps, texts, oneObject(deps, object)),
    'ossCdn.showVersions': (object) => showVersions(deps, texts, oneObject(deps, object)),
    'ossCdn.showDeleted': async (target) => showDeleted(deps, target ?? (await oneBucket(deps, undefined))),
    'ossCdn.restoreArchived': (...given) => restoreArchived(deps, allTargets(deps, given)),
    'ossCdn.turnOnVersioning': async (bucket) => turnOnVersioning(deps, await oneBucket(deps, bucket)),
    'ossCdn.createFile': (target) => createFile(deps, target),
    'ossCdn.renameObject': (object) => renameObject(deps, object),
    'ossCdn.moveObjects': (...given) => moveObjects(deps, given),
    'ossCdn.copyObjects': (...given) => copyObjectsTo(deps, given),
  };
}
