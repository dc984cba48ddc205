/** The bucket of the sandbox to which all contenders publish. */
export const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' } as const;
/** The accelerated domain in front of the bucket. */
export const domain = 'static.shop-demo.com';
