import * as vscode from 'vscode';
import type { Site } from '../core/account.js';
import type { Log } from './log/logLines.js';

/** Every setting below `ossCdn.` with its checked type. */
export interface SettingValues {
  /** Name servers for queries, each `ip`, `ip:port` or `https://…` for DNS over HTTPS. */
  'verification.resolvers': readonly string[];
  /** Servers to query instead of the zone's own; empty means the zone's own. */
  'verification.authoritativeServers': readonly string[];
  console: Site;
}
export type SettingKey = keyof SettingValues;

/** Reads settings. An invalid value is logged and replaced by the default. */
export interface Settings {
  get<K extends SettingKey>(key: K): SettingValues[K];
  onDidChange(key: SettingKey, listener: () => void): vscode.Disposable;
}

const guards = {
  // Without a server, no wait for a record would ever end.
  'verification.resolvers': (value: unknown) => isServerList(value) && value.length > 0,
  'verification.authoritativeServers': isServerList,
  console: (value: unknown) => value === 'china' || value === 'international',
} satisfies Record<SettingKey, (value: unknown) => boolean>;

const serverPattern =
  /^(https:\/\/[^\s@]+|(\[[0-9a-f:.]+\]|[0-9a-f:]*:[0-9a-f:.]*|\d{1,3}(\.\d{1,3}){3})(:\d{1,5})?)$/i;

/** Wraps the configuration of VS Code. */
export function createSettings(log: Log): Settings {
  return {
    get: (key) => {
      const section = vscode.workspace.getConfiguration('ossCdn');
      const value: unknown = section.get(key);
      if (guards[key](value)) return value as SettingValues[typeof key];
      log.warn(`Setting ossCdn.${key} has a value of the wrong shape; its default is used`);
      return section.inspect(key)?.defaultValue as SettingValues[typeof key];
    },
    onDidChange: (key, listener) =>
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`ossCdn.${key}`)) listener();
      }),
  };
}

function isServerList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && serverPattern.test(each));
}

/** The servers that runs query: the resolvers that must see a record, and the replacements for a zone's name servers. */
export function nameServers(settings: Settings) {
  return {
    resolvers: () => settings.get('verification.resolvers'),
    authoritativeServers: () => settings.get('verification.authoritativeServers'),
  };
}
