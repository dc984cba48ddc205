/** The id of the row of a bucket, or of a folder in it; `folder` is its key, empty for the bucket. */
export function folderRowId(bucket: string, folder: string): string {
  return folder === '' ? `bucket:${bucket}` : `folder:${bucket}/${folder}`;
}
