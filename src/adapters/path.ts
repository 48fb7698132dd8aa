declare const checked: unique symbol;

/** A path that stays in its folder: with slashes, relative, every part a plain name. */
export type FolderPath = string & { readonly [checked]: true };

const part = /^[A-Za-z0-9][-A-Za-z0-9._]{0,254}$/;

export const isFolderPath = (path: string): path is FolderPath => path.split('/').every((name) => part.test(name));

/** The path of a file that is ours: of names that were checked when they were read. */
export function folderPath(...names: readonly string[]): FolderPath {
  const path = names.join('/');
  if (!isFolderPath(path)) throw new Error(`${JSON.stringify(path)} would leave the output folder`);
  return path;
}
