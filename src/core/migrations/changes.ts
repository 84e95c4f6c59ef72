/** What the files below a folder became from one commit to another: paths from the root, in their order. */
export interface FileChanges {
  added: string[]
  changed: string[]
  removed: string[]
}
