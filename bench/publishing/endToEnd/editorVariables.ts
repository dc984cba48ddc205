/** The environment variables through which the benchmark tells a window which row its list begins with, and where a file appears once the edge has shown all. */
export const rowVariable = 'OSS_CDN_BENCH_ROW';
export const doneVariable = 'OSS_CDN_BENCH_DONE';
