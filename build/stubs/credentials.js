// The SDKs get keys as an object of our own. The vendor's default chain (files, metadata address) must never run.
class Credential {
  constructor() {
    throw new Error('The default credential chain is not part of this build');
  }
}
module.exports = { __esModule: true, default: Credential, Config: Credential };
