/** Where all of them publish to: names of the sandbox. */
export const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' } as const;
/** The accelerated domain in front of the bucket. */
export const domain = 'static.shop-demo.com';
