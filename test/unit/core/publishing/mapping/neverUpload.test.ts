import { describe, expect, it } from 'vitest';
import { isNeverUploaded } from '../../../../../src/core/publishing/mapping/neverUpload.js';

describe('isNeverUploaded', () => {
  it.each([
    '.git/config',
    'dist/.git/HEAD',
    '.env',
    'dist/.env.production',
    '.env/prod',
    'dist/.env.d/db/password',
    '.Docker/config.json',
    'home/.kube/config',
    '.ENV',
    '.envrc',
    'a/node_modules/b/index.js',
    '.vscode/oss-cdn.json',
    '.vscode/settings.json',
    'id_rsa',
    'keys/id_ed25519',
    'tls/server.key',
    'server.PEM',
    'cert.p12',
    '.aliyun/config.json',
    '.aws/credentials',
    'credentials.json',
    'AccessKey.csv',
    '.npmrc',
    '.netrc',
    '.git-credentials',
    '.ossutilconfig',
    'service-account-prod.json',
  ])('keeps %s here', (path) => expect(isNeverUploaded(path)).toBe(true));

  it.each([
    'index.html',
    'dist/app.js',
    'environment.js',
    'img/.well-known/security.txt',
    'git/readme.md',
    'my_node_modules/a.js',
    'keyboard.svg',
    'id_rsa.html',
    'credentials.html',
    'a.env.js',
    'docker/config.json',
    'env/prod.js',
  ])('publishes %s', (path) => expect(isNeverUploaded(path)).toBe(false));
});
