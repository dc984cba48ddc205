import type { CommandArguments } from '../../host/commandIds.js';
import { listCommandTargets } from '../../host/commands.js';
import { copyObjectsTo, moveObjects, renameObject } from './copy/copyCommands.js';
import { createFile } from './copy/createFile.js';
import { copyPresignedUrl } from './copyPresignedUrl.js';
import { createFolder } from './createFolder.js';
import { deleteTargets } from './deleteTargets.js';
import { downloadTargets } from './downloadTargets.js';
import type { ObjectDeps } from './objectDeps.js';
import { uploadTo } from './upload/uploadTo.js';

/** The name of a command on objects. */
export type ObjectCommand =
  `ossCdn.${'downloadObjects' | 'deleteObjects' | 'copyPresignedUrl' | 'uploadFiles' | 'uploadFolder' | 'createFolder' | 'createFile' | 'renameObject' | 'moveObjects' | 'copyObjects'}`;

type ObjectCommands = { readonly [K in ObjectCommand]: (...given: CommandArguments[K]) => Promise<void> };

/** Creates the commands on objects. Their output file is loaded with the first command. */
export function createObjectCommands(deps: ObjectDeps): ObjectCommands {
  return {
    'ossCdn.downloadObjects': (...given) => downloadTargets(deps, listCommandTargets(given)),
    'ossCdn.deleteObjects': (...given) => deleteTargets(deps, listCommandTargets(given)),
    'ossCdn.copyPresignedUrl': (object) => copyPresignedUrl(deps, object),
    'ossCdn.uploadFiles': (target) => uploadTo(deps, target, 'files'),
    'ossCdn.uploadFolder': (target) => uploadTo(deps, target, 'folders'),
    'ossCdn.createFolder': (target) => createFolder(deps, target),
    'ossCdn.createFile': (target) => createFile(deps, target),
    'ossCdn.renameObject': (object) => renameObject(deps, object),
    'ossCdn.moveObjects': (...given) => moveObjects(deps, given),
    'ossCdn.copyObjects': (...given) => copyObjectsTo(deps, given),
  };
}
