import { buffer } from 'node:stream/consumers';
import { extract, pack } from 'tar-stream';

/** One entry of a tar archive. Modes and IDs as numbers, times by the archive's own clock. */
export interface ArchivedFile {
  /** Relative to where the archive is unpacked, without a leading slash. */
  readonly path: string;
  readonly content: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** The link's target when the entry is a symbolic link. */
  readonly linksTo?: string;
}

/** A tar archive of regular files. */
export async function packFiles(files: readonly Omit<ArchivedFile, 'linksTo'>[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, content, mode, uid, gid } of files) {
    archive.entry({ name: path, mode, uid, gid, mtime: new Date() }, content);
  }
  archive.finalize();
  return await buffer(archive);
}

/** The regular files and symbolic links of a tar archive. */
export async function unpackFiles(archive: NodeJS.ReadableStream): Promise<readonly ArchivedFile[]> {
  const files: ArchivedFile[] = [];
  const entries = extract();
  archive.on('error', (error) => entries.destroy(error));
  archive.pipe(entries);
  for await (const entry of entries) {
    const { name, type, mode, uid, gid, linkname } = entry.header;
    const content = await buffer(entry);
    if (type !== 'file' && type !== 'symlink') continue;
    files.push({
      path: name,
      content,
      mode: mode ?? 0o644,
      uid: uid ?? 0,
      gid: gid ?? 0,
      ...(type === 'symlink' ? { linksTo: linkname ?? '' } : {}),
    });
  }
  return files;
}
