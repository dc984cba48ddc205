/** The environment variable through which a run tells where its sandbox is. */
export const worldVariable = 'OSS_CDN_TEST_SANDBOX';
