import type { CommandArguments } from '../../host/commandIds.js';
import { listCommandTargets } from '../../host/commands.js';
import { copyPresignedUrl } from './copyPresignedUrl.js';
import { createFolder } from './createFolder.js';
import { deleteTargets } from './deleteTargets.js';
import { downloadTargets } from './downloadTargets.js';
import type { ObjectDeps } from './objectDeps.js';
import { uploadTo } from './upload/uploadTo.js';

/** A command on objects. */
export type ObjectCommand =
  `ossCdn.${'downloadObjects' | 'deleteObjects' | 'copyPresignedUrl' | 'uploadFiles' | 'uploadFolder' | 'createFolder'}`;

type ObjectCommands = { readonly [K in ObjectCommand]: (...given: CommandArguments[K]) => Promise<void> };

/** The commands on objects. Their output file is loaded with the first of them. */
export function createObjectCommands(deps: ObjectDeps): ObjectCommands {
  return {
    'ossCdn.downloadObjects': (...given) => downloadTargets(deps, listCommandTargets(given)),
    'ossCdn.deleteObjects': (...given) => deleteTargets(deps, listCommandTargets(given)),
    'ossCdn.copyPresignedUrl': (object) => copyPresignedUrl(deps, object),
    'ossCdn.uploadFiles': (target) => uploadTo(deps, target, 'files'),
    'ossCdn.uploadFolder': (target) => uploadTo(deps, target, 'folders'),
    'ossCdn.createFolder': (target) => createFolder(deps, target),
  };
}
